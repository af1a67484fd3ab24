import { invisibleCharacters } from '../request/fields.ts';

/** Longer provider strings are cut here, in UTF-16 units; a payment URL or a message is far shorter. */
export const maxTextLength = 4_096;

const plainText = /^[ -~]*$/;

/**
 * CSI, and OSC, DCS, SOS, PM and APC with their end, in 7-bit and 8-bit form: whole, so that no parameter is left over.
 * No string holds the beginning of another one, as in terminals: else a run of open ones would be read to its end from
 * each of them, which takes hours.
 */
const escapeSequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is what this is for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)/g;

/** Line breaks and tabs, a run of them at once; blanks other than the space, one by one. */
const oddBlanks = /[\t-\r\u0085\u2028\u2029]+|(?! )\p{Zs}/gu;

/**
 * Takes out of somebody else's text what a terminal, a question or a model obeys but nobody sees: escape sequences,
 * C0 and C1 controls, bidirectional overrides, zero-width and tag characters, fillers, lone surrogates.
 */
export function stripText(text: string): string {
  if (plainText.test(text)) return text;
  return text.replace(escapeSequences, '').replace(oddBlanks, ' ').replace(invisibleCharacters, '');
}

/** Cuts a text, never through a character, and marks that. */
export function cutText(text: string, maxLength = maxTextLength): string {
  return text.length > maxLength ? `${text.slice(0, maxLength).replace(/\p{Cs}$/u, '')}…` : text;
}

export function cleanText(text: string, maxLength = maxTextLength): string {
  return cutText(stripText(text), maxLength);
}

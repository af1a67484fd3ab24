import type { Credentials } from '../settings/credentials.ts';
import { invisibleCharacters } from '../text.ts';

/** Longer provider strings are cut here, in UTF-16 units; a payment URL or a message is far shorter. */
export const maxTextLength = 4_096;

const plainText = /^[ -~]*$/;

/**
 * CSI, and OSC, DCS, SOS, PM and APC with their end, in 7-bit and 8-bit form: whole, so that no parameter is left over.
 * No string holds the beginning of another one: else each of a run of open ones would be read to its end, for hours.
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
  return text.replace(escapeSequences, '').replace(oddBlanks, ' ').replace(invisibleCharacters(), '');
}

/** Never through a character, and with a mark. */
export function cutText(text: string, maxLength = maxTextLength): string {
  return text.length > maxLength ? `${text.slice(0, maxLength).replace(/\p{Cs}$/u, '')}…` : text;
}

export type Cleaner = (text: string, maxLength?: number) => string;

/** In this order: invisible characters could keep a secret from being found, and a cut could leave half of one. */
export function createCleaner(redact: (text: string) => string): Cleaner {
  return (text, maxLength) => cutText(redact(stripText(text)), maxLength);
}

/** For a text that holds no secret, or one that may stay. */
export const cleanText = createCleaner(text => text);

/** Below this length a form would also match innocent text; no provider issues such a secret. */
const minFormLength = 4;

/** Returns a function that takes secrets out of a text: as they are, or as JSON, addresses, forms and headers write them. */
export function createRedactor(
  credentials: Credentials | undefined,
  ...otherSecrets: (string | undefined)[]
): (text: string) => string {
  const secrets = [...listSecrets(credentials), ...otherSecrets.flatMap(secret => secret ?? [])];
  let forms: readonly string[] | undefined;
  return text => {
    forms ??= listForms(secrets);
    return forms.reduce((rest, form) => rest.replaceAll(form, '[redacted]'), text);
  };
}

/** The longest first, since one form can hold another. */
function listForms(secrets: readonly string[]): string[] {
  // Texts are stripped before a secret is looked for.
  const written = secrets.flatMap(secret => [secret, stripText(secret)]);
  return [...new Set(written.flatMap(encode))]
    .filter(form => form.length >= minFormLength)
    .sort((a, b) => b.length - a.length);
}

function listSecrets(credentials: Credentials | undefined): string[] {
  if (!credentials) return [];
  if (credentials.kind === 'token') return [credentials.token];
  const pair = `${credentials.username}:${credentials.password}`;
  return [credentials.password, pair, toBase64(pair)];
}

function encode(secret: string): string[] {
  const inUrl = encodeURIComponent(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    inUrl,
    inUrl.replace(/%../g, code => code.toLowerCase()),
    new URLSearchParams({ '': secret }).toString().slice(1),
    // Without the padding, which not everybody writes.
    toBase64(secret).replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ];
}

export function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/**
 * What may never reach a person's terminal, a question or a model from somebody else's text: escape sequences, C0 and C1
 * controls, bidirectional overrides and isolates, zero-width and tag characters, lone surrogates and non-characters.
 */
const unwanted =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is what this is for
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** Longer provider strings are cut here, in UTF-16 units; a payment URL or a message is far shorter. */
export const maxTextLength = 4_096;

/** Provider text made harmless: unwanted characters are removed, line breaks and tabs become one blank. */
export function cleanText(text: string, maxLength = maxTextLength): string {
  const cut = text.length > maxLength * 2 ? text.slice(0, maxLength * 2) : text;
  const clean = cut.replace(/[\t\n\r\u2028\u2029]+/g, ' ').replace(unwanted, '');
  return clean.length > maxLength ? `${clean.slice(0, maxLength).replace(/\p{Cs}$/u, '')}…` : clean;
}

import { VpsError } from '../errors/vps-error.ts';

/**
 * An answer's bytes as text; a byte order mark is dropped.
 * @throws VpsError `bad_response` when the bytes are not UTF-8.
 */
export function decodeBody(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new VpsError('bad_response', "The provider's answer is not UTF-8 text.", { cause });
  }
}

/** Whether a text is a web page, as a proxy or a maintenance page sends one. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*<(?:!--|(?:!doctype\s+html|\?xml|html|head|body|title|meta|h1|p|div|center)\b)/i.test(
    text.slice(0, 1_000),
  );
}

import { parsePublicKeyLines } from './public-key.ts';
import { type Ruling, textField } from './text-field.ts';

/**
 * 1–16 OpenSSH public key lines, 16 KB in all; a key that stands twice comes out once. The canonical text has one blank
 * between the parts and no empty line.
 */
export function parseAuthorizedKeys(text: string): Ruling {
  const lines = parsePublicKeyLines(text);
  if ('problems' in lines) return lines;
  const canonical = lines.keys.map(({ type, blob, comment }) => `${type} ${blob} ${comment}`.trimEnd());
  return { value: canonical.join('\n') };
}

export const authorizedKeysSchema = textField(parseAuthorizedKeys);

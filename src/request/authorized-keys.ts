import { parsePublicKeyLines, renderPublicKeyLines } from './public-key-lines.ts';
import { type Ruling, textField } from './text-field.ts';

/** 1–16 OpenSSH public key lines, 16 KB in all; a key that stands twice comes out once. */
export function parseAuthorizedKeys(text: string): Ruling {
  const lines = parsePublicKeyLines(text);
  return 'problems' in lines ? lines : { value: renderPublicKeyLines(lines.keys) };
}

export const authorizedKeysSchema = textField(parseAuthorizedKeys);

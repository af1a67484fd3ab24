import { holdsKeyMaterial, isPrivateKey } from './private-key.ts';
import { invisibleCharacters, toCodePointName } from './visible-text.ts';

const quotedCharacters = 48;

/** A part of what the caller sent, safe to repeat in a message: cut, escaped, and never a private key. */
export function quoteEntry(text: string): string {
  if (isPrivateKey(text)) return '(a private key)';
  if (holdsKeyMaterial(text)) return '(a long code)';
  const characters = [...text.slice(0, 2 * quotedCharacters)];
  const shown = characters.slice(0, quotedCharacters).join('');
  const mark = shown.length < text.length ? '…' : '';
  return `"${shown.replaceAll(invisibleCharacters, toCodePointName)}${mark}"`;
}

/** Any value in short: texts quoted as entries are, everything nested by its kind only. */
export function quoteValue(value: unknown): string {
  if (typeof value === 'string') return quoteEntry(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** The message of a field that takes few forms: what came, and what is expected instead. */
export function createMismatch(expected: string) {
  return ({ input }: { input?: unknown }): string =>
    input === undefined ? `is missing; ${expected}` : `${quoteValue(input)} does not fit; ${expected}`;
}

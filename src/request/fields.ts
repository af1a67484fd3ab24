import * as z from 'zod';
import { findInvisible, invisibleCharacters, toCodePointName } from '../text.ts';
import { holdsKeyMaterial, isPrivateKey, privateKeyAdvice } from './ssh-keys.ts';

/**
 * A text that goes out as it came, unless something is wrong with it, said in one sentence. The advertised schema stays a
 * plain string.
 */
export function textField(findProblem: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const message = isPrivateKey(text) ? privateKeyAdvice : findProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

const maxCharacters = 64;

/** A name or reference: 1–64 characters that a person can see. */
export const visibleTextField = () =>
  textField(text => {
    if (text.length > 2 * maxCharacters || [...text].length > maxCharacters)
      return `is longer than ${maxCharacters} characters`;
    const invisible = findInvisible(text);
    if (invisible)
      return `character ${invisible.position} is ${invisible.name}, which does not show; remove it`;
    if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) return 'has no visible character';
    return text.trim() === text ? undefined : 'starts or ends with a blank; remove it';
  });

/** @param expected what it is, as it ends the sentence "give …". */
export function numberField(expected: string, isFit: (value: number) => boolean) {
  return z
    .number({ error: createMismatch(`give ${expected}`) })
    .refine(isFit, { error: ({ input }) => `${input} is not ${expected}` });
}

/** A whole number inside the bounds. `z.int()` would advertise the limits of a double to the model. */
export function wholeNumberField({ min, max }: { min: number; max?: number }) {
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  const isFit = (value: number) =>
    Number.isSafeInteger(value) && value >= min && (max === undefined || value <= max);
  return numberField(`a whole number ${range}`, isFit).meta({ type: 'integer' });
}

const quotedCharacters = 48;

/** A part of what the caller sent, safe to repeat in a message: cut, escaped, and never a private key. */
export function quoteEntry(text: string): string {
  if (isPrivateKey(text)) return '(a private key)';
  if (holdsKeyMaterial(text)) return '(a long code)';
  const characters = [...text.slice(0, 2 * quotedCharacters)];
  const shown = characters.slice(0, quotedCharacters).join('');
  const mark = shown.length < text.length ? '…' : '';
  return `"${shown.replaceAll(invisibleCharacters(), toCodePointName)}${mark}"`;
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

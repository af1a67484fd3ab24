import * as z from 'zod';
import { holdsKeyMaterial, isPrivateKey } from './private-key.ts';

/** What a rule makes of a text: its canonical form, or sentences that say what is wrong with it. */
export type Ruling = { value: string } | { problems: string[] };

export function refuse(problem: string): { problems: string[] } {
  return { problems: [problem] };
}

/** A raw issue that carries nothing of the value it speaks about. */
export function toIssue(message: string, path: string[] = []) {
  return { code: 'custom' as const, message, path, input: undefined };
}

/** A string that is replaced by its canonical form; the advertised schema stays a plain string. */
export function textField(rule: (text: string) => Ruling) {
  return z.string().check(payload => {
    const ruling = rule(payload.value);
    if ('value' in ruling) payload.value = ruling.value;
    else payload.issues.push(...ruling.problems.map(message => toIssue(message)));
  });
}

const maxCharacters = 64;

/**
 * Characters that show nothing or change how their neighbours show: controls, bidi and zero-width marks, tags,
 * fillers, lone surrogates, blanks other than the space. A name made of them can pass for another one.
 */
export const invisibleCharacters =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/** How Unicode names a character: `U+202E`. */
function toCodePointName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The first character that does not show, with its place counted from 1. */
export function findInvisible(text: string): { name: string; position: number } | undefined {
  const index = text.search(invisibleCharacters);
  if (index < 0) return undefined;
  return { name: toCodePointName(text.slice(index)), position: [...text.slice(0, index)].length + 1 };
}

/** Accepts 1–64 characters that a person can see; changes nothing. */
export function checkVisibleText(text: string): Ruling {
  if (text.length > 2 * maxCharacters || [...text].length > maxCharacters) {
    return refuse(`is longer than ${maxCharacters} characters`);
  }
  const invisible = findInvisible(text);
  if (invisible)
    return refuse(`character ${invisible.position} is ${invisible.name}, which does not show; remove it`);
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) return refuse('has no visible character');
  if (text.trim() !== text) return refuse('starts or ends with a blank; remove it');
  return { value: text };
}

/** A name or reference: 1–64 visible characters. */
export function visibleTextField() {
  return textField(checkVisibleText);
}

type NumberRule = { min?: number; max?: number; above?: number; whole?: boolean };

function toExpectation({ min, max, above, whole }: NumberRule): string {
  const number = whole ? 'a whole number' : 'a number';
  if (above !== undefined) return `${number} above ${above}`;
  return max === undefined ? `${number} of at least ${min}` : `${number} from ${min} to ${max}`;
}

function isFit(value: number, { min = -Infinity, max = Infinity, above = -Infinity, whole }: NumberRule) {
  return value >= min && value <= max && value > above && (!whole || Number.isSafeInteger(value));
}

/** A finite number inside the bounds, fractions allowed. */
export function numberField(rule: NumberRule) {
  const expected = toExpectation(rule);
  return z.number({ error: createMismatch(`give ${expected}`) }).check(({ value, issues }) => {
    if (isFit(value, rule)) return;
    const isTooLarge = rule.whole && value > Number.MAX_SAFE_INTEGER;
    issues.push(toIssue(isTooLarge ? 'is too large' : `${value} is not ${expected}`));
  });
}

/** A whole number inside the bounds. `z.int()` would advertise the limits of a double to the model. */
export function wholeNumberField(rule: NumberRule) {
  return numberField({ ...rule, whole: true }).meta({ type: 'integer' });
}

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

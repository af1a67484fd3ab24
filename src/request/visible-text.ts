import { type Ruling, textField } from './text-field.ts';

const maxCharacters = 64;

/**
 * Characters that show nothing or change how their neighbours show: controls, bidi and zero-width marks, tags,
 * fillers, lone surrogates, blanks other than the space. A name made of them can pass for another one.
 */
export const invisibleCharacters =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/** How Unicode names a character: `U+202E`. */
export function toCodePointName(character: string): string {
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
    return { problems: [`is longer than ${maxCharacters} characters`] };
  }
  const invisible = findInvisible(text);
  if (invisible) {
    return {
      problems: [`character ${invisible.position} is ${invisible.name}, which does not show; remove it`],
    };
  }
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) return { problems: ['has no visible character'] };
  if (text.trim() !== text) return { problems: ['starts or ends with a blank; remove it'] };
  return { value: text };
}

/** A name or reference: 1–64 visible characters. */
export function visibleTextField() {
  return textField(checkVisibleText);
}

import { expect, test } from 'vitest';
import { visibleTextField } from '../../src/request/fields.ts';
import { explain } from './explain.ts';

const schema = visibleTextField();

test.each([
  'My testserver 1',
  'сервер',
  '東京サーバー',
  '<b>"quoted"</b>',
  'é'.normalize('NFD'),
  'x'.repeat(64),
  '🚀'.repeat(64),
])('%j is accepted unchanged', text => {
  expect(schema.parse(text)).toBe(text);
});

test.each([
  ['', 'has no visible character'],
  ['\u0301', 'has no visible character'],
  [' web', 'starts or ends with a blank; remove it'],
  ['web ', 'starts or ends with a blank; remove it'],
  ['x'.repeat(65), 'is longer than 64 characters'],
  ['🚀'.repeat(65), 'is longer than 64 characters'],
  ['x'.repeat(1_000_000), 'is longer than 64 characters'],
])('%j is refused', (text, problem) => {
  expect(explain(schema, text)).toBe(`arguments: ${problem}.`);
});

test.each([
  ['a line break', '\n', 'U+000A'],
  ['an escape', '\u001b', 'U+001B'],
  ['a C1 control', '\u009b', 'U+009B'],
  ['a right-to-left override', '\u202e', 'U+202E'],
  ['a zero-width space', '\u200b', 'U+200B'],
  ['a byte order mark', '\ufeff', 'U+FEFF'],
  ['a soft hyphen', '\u00ad', 'U+00AD'],
  ['a tag letter', '\u{e0041}', 'U+E0041'],
  ['a variation selector', '\u{e0101}', 'U+E0101'],
  ['a Hangul filler', '\u3164', 'U+3164'],
  ['a blank braille pattern', '\u2800', 'U+2800'],
  ['a no-break space', '\u00a0', 'U+00A0'],
  ['a line separator', '\u2028', 'U+2028'],
  ['a private-use character', '\ue000', 'U+E000'],
  ['a noncharacter', '\uffff', 'U+FFFF'],
  ['a lone surrogate', '\ud83d', 'U+D83D'],
])('%s is refused by its name and place', (_, character, name) => {
  expect(explain(schema, `🚀b${character}d`)).toBe(
    `arguments: character 3 is ${name}, which does not show; remove it.`,
  );
});

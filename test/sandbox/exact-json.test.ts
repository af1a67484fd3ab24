import { expect, test } from 'vitest';
import { readExactJson, writeExactJson } from '../../src/sandbox/exact-json.ts';

test('writes every digit of a bigint, and all else as JSON does', () => {
  const value = {
    id: 9007199254740993073n,
    list: [1, 'a"\ud800', null, true, undefined],
    none: undefined,
    'k"': {},
  };
  expect(writeExactJson(value)).toBe(
    '{"id":9007199254740993073,"list":[1,"a\\"\\ud800",null,true,null],"k\\"":{}}',
  );
});

test('reads a long integer as its digits, and leaves texts and other numbers alone', () => {
  const text =
    '{"a":9007199254740993073,"b":"9007199254740993073: \\"12345678901234567890\\"","c":9007199254740991,"d":1.5e3}';
  expect(readExactJson(text)).toEqual({
    a: '9007199254740993073',
    b: '9007199254740993073: "12345678901234567890"',
    c: 9007199254740991,
    d: 1500,
  });
});

test('refuses what is not JSON', () => {
  expect(() => readExactJson('{"a":1,}')).toThrow(SyntaxError);
});

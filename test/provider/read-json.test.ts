import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../src/provider/decode-body.ts';
import { readJson } from '../../src/provider/read-json.ts';
import { createCleaner, createRedactor } from '../../src/provider/redact.ts';

const clean = createCleaner(text => text);
const read = (text: string) => readJson(text, clean);

describe('reading JSON', () => {
  it('reads what JSON.parse reads, as it reads it', () => {
    const plain = fc.jsonValue({ stringUnit: fc.constantFrom(...'abc "\\/:,[]{}019.-eé€😀') });
    fc.assert(
      fc.property(plain, fc.nat(2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const hasOddNumbers = /\d[eE]|\.\d{10}|\d{15}|-0\b/.test(text);
        const isPlain = !hasOddNumbers && !/__proto__|\s{2}"|"\s|\s"/.test(text.replace(/\n */g, ''));
        if (isPlain) expect(read(text)).toEqual(JSON.parse(text));
        else expect(() => read(text)).not.toThrow();
      }),
      { numRuns: 400 },
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-',
      '0',
      '.',
      'e',
      'true',
      'null',
      ' ',
      '\\',
      '"',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), tokens => {
        const text = tokens.join('');
        let isValid = true;
        try {
          JSON.parse(text);
        } catch {
          isValid = false;
        }
        if (isValid) expectNoOtherComplaint(text);
        else expect(() => read(text)).toThrow('not JSON');
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['NaN', '{"a":NaN}'],
    ['Infinity', '[Infinity]'],
    ['a trailing comma in an object', '{"a":1,}'],
    ['a trailing comma in an array', '[1,]'],
    ['a leading comma', '[,1]'],
    ['a comment', '{"a":1/* x */}'],
    ['single quotes', "{'a':1}"],
    ['a bare key', '{a:1}'],
    ['a leading zero', '[01]'],
    ['a leading plus', '[+1]'],
    ['a leading dot', '[.5]'],
    ['a hexadecimal number', '[0x1F]'],
    ['undefined', '{"a":undefined}'],
    ['two documents', '{}{}'],
    ['a line break in a string', '"a\nb"'],
    ['a broken escape', '"\\x41"'],
    ['a broken unicode escape', '"\\u12"'],
    ['an open string', '{"a":"b'],
    ['an open object', '{"a":1'],
    ['two different values under one key', '{"order_id":73,"order_id":74}'],
    ['two objects under one key', '{"a":{"b":1},"a":{"b":1}}'],
    ['a byte order mark in the middle', '{"a":\ufeff1}'],
    ['a NUL', '{"a":1}\u0000'],
  ])('refuses %s', (_name, text) => {
    expect(() => read(text)).toThrow('something that is not JSON');
  });

  it.each([
    '<!doctype html><title>x</title>',
    '\n<html lang="en">',
    '<!-- x --><html>',
    '<?xml version="1.0"?>',
    '<h1>502 Bad Gateway</h1>',
  ])('calls %j a web page', text => {
    expect(() => read(text)).toThrow('answered a web page that is not JSON');
  });

  it.each([
    ['a key twice with the same value', '{"a":1,"a":1}', { a: 1 }],
    ['blanks everywhere', ' \t\r\n{ "a" : [ 1 , 2 ] } ', { a: [1, 2] }],
    ['escapes', '"\\u0041\\"\\\\\\/"', 'A"\\/'],
    ['a surrogate pair in escapes', '"\\ud83d\\ude00"', '😀'],
    ['empty things', '[{},[],""]', [{}, [], '']],
    ['a bare number', '73', 73],
  ])('accepts %s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['{"order_id":9007199254740993}', { order_id: '9007199254740993' }],
    ['{"order_id":9007199254740991}', { order_id: 9007199254740991 }],
    ['[123456789012345678901234567890]', ['123456789012345678901234567890']],
    ['[-9007199254740993]', ['-9007199254740993']],
    ['[9007199254740992.0]', ['9007199254740992.0']],
    ['[73.0]', [73]],
    ['[4.02e2]', [402]],
    ['[1e400]', ['1e400']],
    ['[0.5]', [0.5]],
    ['[0.1000000000000000055511151231257827]', ['0.1000000000000000055511151231257827']],
    ['{"quantity_ram_gb":0.5,"status":200}', { quantity_ram_gb: 0.5, status: 200 }],
    ['{"amount":12.50}', { amount: '12.50' }],
    ['{"amount":12.5}', { amount: '12.5' }],
    ['{"amount":12}', { amount: 12 }],
    ['{"amount":{"value":12.00}}', { amount: { value: '12.00' } }],
    ['{"totals":[1.10,2.20]}', { totals: ['1.10', '2.20'] }],
    ['{"price":1e2}', { price: '1e2' }],
    ['{"to_pay":12.50}', { to_pay: '12.50' }],
    ['{"summary":{"ram":0.5}}', { summary: { ram: 0.5 } }],
  ])('keeps the numbers of %s as they were written', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('never sets a prototype, and drops the key that would', () => {
    const value = read(
      '{"__proto__":{"admin":true},"a":{"constructor":{"prototype":{"b":1}},"__proto__":null}}',
    );
    expect(value).toEqual({ a: { constructor: { prototype: { b: 1 } } } });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
    expect(read('{"__pro\\u200bto__":{"admin":true}}')).toEqual({});
  });

  it('lets a key that is written outright win over one that only looks like it', () => {
    expect(read('{"order_id":73,"order_\\u200bid":99}')).toEqual({ order_id: 73 });
    expect(read('{"order_\\u200bid":99,"order_id":73}')).toEqual({ order_id: 73 });
    expect(read('{"order_\\u200bid":99,"order_\\u200cid":98}')).toEqual({ order_id: 99 });
    expect(() => read('{"a\\u200b":1,"a":2,"a":3}')).toThrow('not JSON');
  });

  it('cuts nesting that is deeper than anything honest', () => {
    const text = `${'['.repeat(100)}1${']'.repeat(100)}`;
    const flat = JSON.stringify(read(text));
    expect(flat).toBe(`${'['.repeat(24)}"[cut: nested too deeply]"${']'.repeat(24)}`);
  });

  it.each([501, 200_000])('refuses nesting of %i levels, closed or not', depth => {
    expect(() => read('['.repeat(depth) + ']'.repeat(depth))).toThrow('more than 500 levels');
    expect(() => read('{"a":'.repeat(depth))).toThrow('more than 500 levels');
  });

  it('refuses more values than fit into memory calmly', () => {
    expect(() => read(`[${'1,'.repeat(2_000_000)}1]`)).toThrow('two million values');
  });

  it('refuses an object with more keys than anything honest has', () => {
    const write = (count: number) =>
      `{"orders":{${Array.from({ length: count }, (_, index) => `"${index}":1`).join()}}}`;
    expect(read(write(10_000))).toHaveProperty('orders.9999', 1);
    const startedAt = performance.now();
    expect(() => read(write(1_000_000))).toThrow('an object with more than ten thousand keys');
    expect(() => read(`{${'"a":1,'.repeat(4_000_000)}"a":1}`)).toThrow('ten thousand keys');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('cuts long strings and keys', () => {
    const long = 'x'.repeat(1_000_000);
    expect(JSON.stringify(read(JSON.stringify({ [long]: long }))).length).toBeLessThan(8_300);
    expect(JSON.stringify(read(`[${'7'.repeat(1_000_000)}]`)).length).toBeLessThan(4_200);
  });

  it('takes a number out that is the secret, and leaves numbers that only hold it', () => {
    const redacting = createCleaner(createRedactor({ kind: 'token', token: '48151623' }));
    const text = '{"a":48151623,"b":[48151623.0,-48151623,4.8151623e7],"c":148151623,"price":48151623.00}';
    expect(readJson(text, redacting)).toEqual({
      a: '[redacted]',
      b: ['[redacted]', '[redacted]', '[redacted]'],
      c: 148151623,
      price: '[redacted].00',
    });
    const short = createCleaner(createRedactor({ kind: 'token', token: '200' }));
    expect(readJson('{"status":200}', short)).toEqual({ status: 200 });
  });

  it('is quick with many quotes, backslashes and blanks', () => {
    const startedAt = performance.now();
    expect(() => read(`"${'\\\\'.repeat(2_000_000)}`)).toThrow('not JSON');
    expect(() => read(`"${'\\"'.repeat(2_000_000)}`)).toThrow('not JSON');
    expect(() => read(' '.repeat(8_000_000))).toThrow('not JSON');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

/** A double key is the one thing that JSON.parse lets through. */
function expectNoOtherComplaint(text: string): void {
  try {
    read(text);
  } catch {
    expect(text).toMatch(/"([ab])".*"\1"/s);
  }
}

describe('decoding an answer', () => {
  it('drops a byte order mark', () => {
    expect(read(decodeBody(Buffer.from('\ufeff{"a":1}')))).toEqual({ a: 1 });
  });

  it.each([
    ['a stray byte', '22ff22'],
    ['a cut character', '22e282'],
    ['an overlong form', '22c0af22'],
    ['an encoded surrogate', '22eda08022'],
    ['UTF-16', 'fffe7b007d00'],
  ])('refuses %s instead of replacing it', (_name, hex) => {
    expect(() => decodeBody(Buffer.from(hex, 'hex'))).toThrow('not UTF-8');
  });
});

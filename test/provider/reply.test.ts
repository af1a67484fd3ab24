import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VpsError } from '../../src/errors/vps-error.ts';
import { createCleaner, cutText } from '../../src/provider/clean-and-redact.ts';
import { readBody, toReply } from '../../src/provider/reply.ts';

function reply(body: string | Buffer, headers: Record<string, string | string[]> = {}, httpStatus = 200) {
  const bytes = Buffer.from(body);
  return toReply({ kind: 'answer', sent: true, httpStatus, headers, body: bytes }, text => text);
}

describe('an answer', () => {
  it.each(['', ' \r\n\t ', '\ufeff'])('of %j is an empty one', body => {
    expect(reply(body)).toEqual({ kind: 'answered', sent: true, httpStatus: 200 });
  });

  it('that is no JSON keeps its text, since a payment notice can hide in it', () => {
    expect(reply('Pay first', {}, 402)).toMatchObject({
      text: 'Pay first',
      unreadable: { code: 'bad_response' },
    });
  });

  it('has each of its texts cut, and one that is no JSON later', () => {
    const clean = (text: string, maxLength?: number) => cutText(text, maxLength);
    const toBody = (text: string) =>
      ({ kind: 'answer', sent: true, httpStatus: 402, headers: {}, body: Buffer.from(text) }) as const;
    const long = 'x'.repeat(100_000);
    expect(toReply(toBody(JSON.stringify({ message: long, id: 1 })), clean)).toMatchObject({
      body: { message: cutText(long), id: 1 },
    });
    expect(toReply(toBody(long), clean)).toMatchObject({ text: cutText(long, 65_536) });
  });

  it('is read behind a byte order mark', () => {
    expect(reply('\ufeff{"a":1}')).toMatchObject({ body: { a: 1 } });
  });

  it.each([
    ['a stray byte', '22ff22'],
    ['a cut character', '22e282'],
    ['an overlong form', '22c0af22'],
    ['an encoded surrogate', '22eda08022'],
    ['UTF-16', 'fffe7b007d00'],
  ])('with %s is not UTF-8, and no byte of it is replaced', (_name, hex) => {
    const answer = reply(Buffer.from(hex, 'hex'));
    expect(answer).toMatchObject({ unreadable: { message: expect.stringContaining('not UTF-8') } });
    expect(answer).not.toHaveProperty('text');
  });

  it.each([
    ['5', 5_000],
    ['0', 0],
  ])('with the Retry-After %j asks for a wait of %i ms', (header, waitMs) => {
    expect(reply('', { 'retry-after': header }, 429)).toMatchObject({ retryAfterMs: waitMs });
  });

  it.each(['soon', '-5', '', '1.5e9x', new Date().toUTCString()])(
    'with the Retry-After %j asks for none',
    header => {
      expect(reply('', { 'retry-after': header }, 429)).toMatchObject({ retryAfterMs: undefined });
    },
  );
});

describe('a read', () => {
  it('is what a success holds', () => {
    expect(readBody(reply('{"a":1}', {}, 201))).toEqual({ a: 1 });
    expect(readBody(reply(''))).toBeUndefined();
  });

  it.each([
    [200, 'bad_response', 'The provider answered a web page.'],
    [302, 'bad_response', expect.stringContaining('redirect')],
    [402, 'forbidden', expect.stringContaining('payment')],
    [400, 'invalid_request', expect.stringContaining('(status 400)')],
    [401, 'unauthorized', expect.stringContaining('credentials')],
    [403, 'forbidden', expect.stringContaining('allow')],
    [404, 'not_found', expect.stringContaining('does not know it')],
    [405, 'bad_response', expect.stringContaining('(status 405)')],
    [408, 'timeout', expect.stringContaining('gave up')],
    [409, 'conflict', expect.stringContaining('conflict')],
    [413, 'invalid_request', expect.stringContaining('refused')],
    [422, 'invalid_request', expect.stringContaining('refused')],
    [429, 'rate_limited', expect.stringContaining('fewer requests')],
    [503, 'unavailable', expect.stringContaining('of its own')],
  ])('fails when HTTP %i answers a web page', (httpStatus, code, message) => {
    const failing = () => readBody(reply('<h1>No</h1>', {}, httpStatus));
    expect(failing).toThrow(expect.objectContaining({ code, message }));
  });
});

/** The JSON of an answer. @throws VpsError when it can't be read. */
function read(text: string, clean = createCleaner(part => part)) {
  const body = Buffer.from(text);
  return readBody(toReply({ kind: 'answer', sent: true, httpStatus: 200, headers: {}, body }, clean));
}

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
      ...[
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
      ],
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), tokens => {
        const text = `[${tokens.join('')}]`;
        let isValid = true;
        try {
          JSON.parse(text);
        } catch {
          isValid = false;
        }
        if (isValid) expectNoOtherComplaint(text);
        else expect(() => read(text)).toThrow(VpsError);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['NaN', '{"a":NaN}'],
    ['a trailing comma', '{"a":1,}'],
    ['a comment', '{"a":1/* x */}'],
    ['a leading zero', '[01]'],
    ['two documents', '{}{}'],
    ['a line break in a string', '"a\nb"'],
    ['an open object', '{"a":1'],
    ['a NUL', '{"a":1}\u0000'],
  ])('refuses %s', (_name, text) => {
    expect(() => read(text)).toThrow('no proper JSON');
  });

  it.each([
    '<!doctype html><title>x</title>',
    '\n<html lang="en">',
    '<!-- x --><html>',
    '<?xml version="1.0"?>',
    '<h1>502 Bad Gateway</h1>',
  ])('calls %j a web page', text => {
    expect(() => read(text)).toThrow('answered a web page');
  });

  it.each([
    ['a name twice with the same value', '{"a":{"b":1},"a":{"b":1}}', { a: { b: 1 } }],
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
    ['[4.02e2]', ['4.02e2']],
    ['[1e400]', ['1e400']],
    ['[0.5]', [0.5]],
    ['[0.1000000000000000055511151231257827]', ['0.1000000000000000055511151231257827']],
    ['{"quantity_ram_gb":0.5,"status":200}', { quantity_ram_gb: 0.5, status: 200 }],
    ['{"amount":12.50}', { amount: '12.50' }],
    ['{"amount":12.5}', { amount: 12.5 }],
    ['{"amount":12}', { amount: 12 }],
    ['{"amount":{"value":12.00}}', { amount: { value: '12.00' } }],
    ['{"totals":[1.10,2.20]}', { totals: ['1.10', '2.20'] }],
    ['{"price":1e2}', { price: '1e2' }],
  ])('keeps the numbers of %s as they were written', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('never sets a prototype', () => {
    const text =
      '{"__proto__":{"admin":true},"__pro\\u200bto__":1,"a":{"constructor":{"prototype":{"b":1}}}}';
    const value = read(text);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it.each(['{"order_id":73,"order_id":74}', '[{"a":{"b":1}},{"a":{"b":1},"a":{"b":2}}]'])(
    'refuses %s, which gives one name two values',
    text => {
      expect(() => read(text)).toThrow('no proper JSON');
    },
  );

  it('reads a hundred levels', () => {
    const text = `${'[{"a":'.repeat(50)}1${'}]'.repeat(50)}`;
    expect(JSON.stringify(read(text))).toBe(text);
  });

  it.each([101, 5_000, 200_000, 5_000_000])('refuses nesting of %i levels, closed or not', depth => {
    expect(() => read('['.repeat(depth) + ']'.repeat(depth))).toThrow('nested too deeply');
    expect(() => read(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)).toThrow('nested too deeply');
    expect(() => read('['.repeat(depth))).toThrow(VpsError);
  });

  it('cuts long strings and keys', () => {
    const long = 'x'.repeat(10_000);
    expect(JSON.stringify(read(JSON.stringify({ [long]: long }))).length).toBeLessThan(8_300);
    expect(JSON.stringify(read(`[${'7'.repeat(10_000)}]`)).length).toBeLessThan(4_200);
  });

  it('cleans a name of what cannot be seen, and of no secret', () => {
    const redacting = createCleaner(text => text.replaceAll('status', '[redacted]'));
    expect(read('{"sta\\u202etus":"my status","n":200}', redacting)).toEqual({
      status: 'my [redacted]',
      n: 200,
    });
  });

  it.each(['\\\\', '\\"', ' ', '{},', '"a":1,'])('gives up a long run of %j', part => {
    expect(() => read(`{"${part.repeat(200_000)}`)).toThrow('no proper JSON');
  });
});

/** A name with two values is the one thing that JSON.parse lets through. */
function expectNoOtherComplaint(text: string): void {
  try {
    read(text);
  } catch {
    expect(text).toMatch(/"([ab])".*"\1"/s);
  }
}

import { describe, expect, it } from 'vitest';
import { cutText } from '../../src/provider/clean-text.ts';
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
    [404, 'not_found', expect.stringContaining('(status 404)')],
    [405, 'bad_response', expect.stringContaining('(status 405)')],
    [503, 'unavailable', expect.stringContaining('(status 503)')],
  ])('fails when HTTP %i answers a web page', (httpStatus, code, message) => {
    const failing = () => readBody(reply('<h1>No</h1>', {}, httpStatus));
    expect(failing).toThrow(expect.objectContaining({ code, message }));
  });
});

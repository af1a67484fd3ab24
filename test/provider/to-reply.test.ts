import { describe, expect, it } from 'vitest';
import { cutText } from '../../src/provider/text.ts';
import { toReply } from '../../src/provider/to-reply.ts';

function reply(body: string, headers: Record<string, string | string[]> = {}, httpStatus = 200) {
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

  it('that is no JSON is cut at a length that a web page rarely has', () => {
    const long = 'x'.repeat(300_000);
    const toText = (text: string) =>
      toReply(
        { kind: 'answer', sent: true, httpStatus: 402, headers: {}, body: Buffer.from(text) },
        (part, maxLength) => cutText(part, maxLength),
      );
    expect(toText(long)).toMatchObject({ text: cutText(long, 262_144) });
  });

  it.each([
    ['5', 5_000],
    ['0', 0],
    [new Date(Date.now() - 60_000).toUTCString(), 0],
  ])('with the Retry-After %j asks for a wait of %i ms', (header, waitMs) => {
    expect(reply('', { 'retry-after': header }, 429)).toMatchObject({ retryAfterMs: waitMs });
  });

  it('with a date in Retry-After asks to wait until then', () => {
    const answer = reply('', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }, 429);
    const { retryAfterMs = 0 } = answer.kind === 'answered' ? answer : {};
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it.each(['soon', '-5', '', '1.5e9x'])('with the Retry-After %j asks for none', header => {
    expect(reply('', { 'retry-after': header }, 429)).not.toHaveProperty('retryAfterMs');
  });
});

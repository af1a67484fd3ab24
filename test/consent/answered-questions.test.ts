import { describe, expect, it } from 'vitest';
import { createAnsweredQuestions } from '../../src/consent/asking.ts';

const minuteMs = 60_000;

function openRemembered() {
  let nowMs = 1_000_000;
  const answered = createAnsweredQuestions({ now: () => nowMs, rememberedMs: 15 * minuteMs });
  let count = 0;
  const ask = () => {
    count += 1;
    return { intent: `intent ${count}`, askedAt: nowMs };
  };
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return { answered, ask, advance };
}

describe('the answered questions', () => {
  it('hold what was answered, and nothing else', () => {
    const { answered, ask } = openRemembered();
    const [first, second] = [ask(), ask()];
    answered.note(first);
    expect(answered.has(first)).toBe(true);
    expect(answered.has(second)).toBe(false);
  });

  it('make nothing answerable again, however many there are', () => {
    const { answered, ask, advance } = openRemembered();
    const all = Array.from({ length: 3_000 }, () => {
      advance(1);
      const question = ask();
      answered.note(question);
      return question;
    });
    expect(all.every(answered.has)).toBe(true);
    advance(1);
    expect(answered.has(ask())).toBe(false);
  });

  it('make nothing answerable again after its time, should the clock go back', () => {
    const { answered, ask, advance } = openRemembered();
    const early = ask();
    answered.note(early);
    advance(16 * minuteMs);
    answered.note(ask());
    advance(-10 * minuteMs);
    expect(answered.has(early)).toBe(true);
  });

  it('are forgotten when there are many, at the price of asking again about what was asked before', () => {
    const { answered, ask, advance } = openRemembered();
    const open = ask();
    for (let index = 0; index < 2_000; index++) {
      advance(1);
      answered.note(ask());
    }
    expect(answered.has(open)).toBe(true);
  });
});

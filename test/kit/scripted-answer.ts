import type { Fault, RawAnswer } from '../../src/sandbox/faults.ts';

const headers = { 'content-type': 'application/json' };

/** An answer that is made up; `carriesOut` says whether the action is done before it. */
export function answerWith(body: unknown, { status = 200, carriesOut = false } = {}): Fault {
  const answer = { status, headers, body: JSON.stringify(body) };
  return { name: 'scripted', carriesOut, answer: () => answer };
}

/** The real answer with other members. */
export function bendAnswer(change: (json: Record<string, unknown>) => object): Fault {
  const answer = (real: RawAnswer | undefined) => {
    const json: Record<string, unknown> = JSON.parse(String(real?.body));
    return { status: 200, headers, body: JSON.stringify(change(json)) };
  };
  return { name: 'scripted', carriesOut: true, answer };
}

import type { RawAnswer } from '../../src/sandbox/http.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';

export const answerMoments = ['onReceived', 'halfOfTheAnswer', 'afterAnswer'] as const;

/** A moment in the provider's answer to an order. */
export type AnswerMoment = (typeof answerMoments)[number];

/** Kills the victim once, at that moment of the next order. */
export function killAt(
  moment: AnswerMoment,
  { sandbox, victim }: { sandbox: Sandbox; victim: { kill: () => void } },
): void {
  if (moment === 'halfOfTheAnswer') {
    sandbox.setFault('order_create', { name: 'scripted', carriesOut: true, times: 1, answer });
    return;
  }
  sandbox.hooks[moment] = ({ action }) => {
    if (action !== 'order_create') return;
    sandbox.hooks[moment] = undefined;
    victim.kill();
  };

  function answer(real: RawAnswer | undefined): RawAnswer {
    return { status: 200, headers: {}, ...real, body: inHalves(String(real?.body)) };
  }

  async function* inHalves(text: string) {
    yield text.slice(0, text.length / 2);
    victim.kill();
    yield text.slice(text.length / 2);
  }
}

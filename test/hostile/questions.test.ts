import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer } from '../kit/open-server.ts';
import { toFault } from '../kit/scripted-answer.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

/** A question has paragraphs of its own; nothing else in it may be unseen. */
const unseen = /(?!\n)[\p{Cc}\p{Cs}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;

describe.each(eras)('a question to the person behind a %s client', era => {
  it.each(['control-characters', 'instructions-in-names', 'echo-credentials'] as const)(
    'holds no more of what the provider says than it has to, under %s',
    async name => {
      const sandbox = await openSandbox({ creditCents: 0, faults: { '*': toFault(name) } });
      const { call, questions } = await openServer({
        era,
        settings: createSettings(sandbox),
        answer: () => ({ action: 'decline' }),
      });
      const settings = createSettings(sandbox, { confirm: 'never' });
      const other = await openServer({ era, settings });
      const ordered = await other.call('order_create', createOrder());
      expect(ordered).toMatchObject({ outcome: 'payment_required', order_id: 73 });
      await call('order_cancel', { order_id: 73 });
      await call('order_status', { order_id: 73, wait_seconds: 1 });
      expect(questions.length).toBeGreaterThan(0);
      for (const { message, url } of questions) {
        expect(message).not.toMatch(unseen);
        expect(message).not.toContain(sandbox.token);
        expect(url ?? '').not.toMatch(unseen);
        expect(message.length).toBeLessThan(8_000);
      }
    },
  );

  it('and the list of tools come before any word of the provider', async () => {
    const sandbox = await openSandbox({ faults: { '*': toFault('instructions-in-names') } });
    const { client } = await openServer({ era, settings: createSettings(sandbox) });
    const before = await client.listTools();
    expect(sandbox.received).toHaveLength(0);
    await client.callTool({ name: 'order_create', arguments: { ...createOrder() } });
    expect(await client.listTools()).toEqual(before);
  });
});

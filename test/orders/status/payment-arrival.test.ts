import { describe, expect, it } from 'vitest';
import { eras } from '../../kit/open-server.ts';
import { afterAnswer, openWatching } from './open-watching.ts';

const clients = [
  { era: 'modern' as const, kind: 'that can open pages', answer: () => ({ action: 'accept' }) as const },
  { era: 'legacy' as const, kind: 'that can open none', answer: undefined },
];

describe.each(clients)('a payment, for a $era client $kind', options => {
  it('that came before the call is not asked for, and its order is ready in time', async () => {
    const { status, sandbox, advance, questions } = await openWatching(options);
    sandbox.pay(501);
    advance(3_000);
    const result = await status({ wait_seconds: 45 });
    expect(result).toMatchObject({
      outcome: 'ok',
      ready: true,
      servers: [{ order_item_id: 1293, name: 'web', ipv4: '192.0.2.1' }],
    });
    expect(result).not.toHaveProperty('waited_seconds');
    expect(questions).toEqual([]);
  });

  it('that comes during the watch ends it: the order goes on', async () => {
    const { status, sandbox } = await openWatching(options);
    const looksBefore = options.answer ? 3 : 2;
    afterAnswer(sandbox, { action: 'order_status', times: looksBefore }, () => sandbox.pay(501));
    const result = await status({ wait_seconds: 45 });
    expect(result).toMatchObject({
      outcome: 'ok',
      ready: false,
      changed: true,
      order: { state: 'accepted' },
    });
    expect(result).not.toHaveProperty('payment');
    expect(result.next_step).toContain('wait_seconds');
  });

  it('that comes after the watch is seen by the next call, which waits for the server', async () => {
    const { status, sandbox } = await openWatching(options);
    const unpaid = await status({ wait_seconds: 20 });
    expect(unpaid).toMatchObject({ outcome: 'payment_required', waited_seconds: 20 });
    sandbox.pay(501);
    const result = await status({ wait_seconds: 45 });
    expect(result).toMatchObject({ outcome: 'ok', ready: true, servers: [{ name: 'web' }] });
    expect(result.waited_seconds).toBeGreaterThanOrEqual(3);
    expect(result.waited_seconds).toBeLessThan(6);
  });
});

describe.each(eras)('a payment that comes while the %s client shows the page', era => {
  it.each(['accept', 'decline'] as const)('is waited on for its servers, after %s', async action => {
    const watching = await openWatching({
      era,
      answer: () => {
        watching.sandbox.pay(501);
        return { action };
      },
    });
    const result = await watching.status({ wait_seconds: 45 });
    expect(result).toMatchObject({ outcome: 'ok', ready: true, order: { state: 'accepted' } });
    expect(watching.questions).toHaveLength(1);
  });
});

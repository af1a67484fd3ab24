import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

describe.each(eras)('order_create for a %s client', era => {
  it('places an order and answers its id', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ era, settings: createSettings(sandbox) });
    const result = await call('order_create', { ...createOrder(), idempotency_key: 'one' });
    expect(result).toMatchObject({ outcome: 'ordered', order_id: 73, status: 200, confirmed_by: 'client' });
    expect(sandbox.orders()).toHaveLength(1);
  });

  it('asks a person first where the client can, and sends nothing after a no', async () => {
    const sandbox = await openSandbox();
    const { call, questions } = await openServer({
      era,
      settings: createSettings(sandbox),
      answer: () => ({ action: 'decline' }),
    });
    const result = await call('order_create', createOrder());
    expect(result.outcome).toBe('declined');
    expect(questions).toHaveLength(1);
    expect(sandbox.orders()).toHaveLength(0);
  });

  it('goes on after a yes, and says who confirmed', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({
      era,
      settings: createSettings(sandbox),
      answer: () => ({ action: 'accept', content: { confirm: true } }),
    });
    const result = await call('order_create', createOrder());
    expect(result).toMatchObject({ outcome: 'ordered', confirmed_by: 'person' });
    expect(sandbox.orders()[0]?.reference).toBe(result.reference);
  });
});

import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { bendAnswer, playBigIds } from '../kit/scripted-answer.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

describe('order_create', () => {
  it('places an order and answers its id', async () => {
    const sandbox = await openSandbox();
    const { call } = await openServer({ settings: createSettings(sandbox) });
    const result = await call('order_create', { ...createOrder(), idempotency_key: 'one' });
    expect(result).toMatchObject({ outcome: 'ordered', order_id: 73, status: 200, confirmed_by: 'client' });
    expect(sandbox.orders()).toHaveLength(1);
  });

  it.each([
    { how: 'as HTTP 402', fault: undefined },
    { how: 'in a 2xx whose JSON says 402', fault: bendAnswer(json => json) },
  ])('recognises a payment request $how, and repeats it without ordering again', async ({ fault }) => {
    const sandbox = await openSandbox({ creditCents: 0 });
    sandbox.setFault('order_create', fault);
    const { call } = await openServer({ settings: createSettings(sandbox) });
    const order = { ...createOrder(), idempotency_key: 'one' };
    const result = await call('order_create', order);
    expect(result).toMatchObject({
      outcome: 'payment_required',
      order_id: 73,
      status: 402,
      payment: { invoice_id: 501, amount: '12.25', currency: 'EUR' },
      next_step: expect.stringContaining('pay'),
    });
    expect(result).not.toHaveProperty('error');
    const url = (result.payment as { url: string }).url;
    expect(url.startsWith(new URL(sandbox.apiUrl).origin)).toBe(true);

    expect(await call('order_create', order)).toMatchObject({
      outcome: 'payment_required',
      order_id: 73,
      replayed: true,
      payment: { url },
    });
    expect(sandbox.orders()).toHaveLength(1);
  });

  it('answers ids beyond 2^53 as strings, digit by digit, and takes them back', async () => {
    const sandbox = await openSandbox();
    playBigIds(sandbox);
    const { call } = await openServer({ settings: createSettings(sandbox) });
    const { order_id } = await call('order_create', createOrder());
    expect(order_id).toBe('9007199254740993073');
    expect(await call('order_status', { order_id })).toMatchObject({ outcome: 'ok', order: { order_id } });
    expect(await call('order_cancel', { order_id })).toMatchObject({ outcome: 'cancelled', order_id });
  });
});

it('the documented request reaches the provider as documented', async () => {
  const sandbox = await openSandbox();
  const { call } = await openServer({ settings: createSettings(sandbox) });
  const documented = { ...createOrder(), reference: 'Optional order reference' };
  await call('order_create', documented);
  const sent = sandbox.received.find(({ action }) => action === 'order_create');
  expect(sent?.path).toBe(new URL(sandbox.apiUrl).pathname);
  expect(JSON.parse(sent?.rawBody ?? '')).toEqual({ action: 'order_create', ...documented });
  expect(sent?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-account-token': sandbox.token,
  });
});

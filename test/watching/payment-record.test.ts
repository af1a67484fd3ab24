import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, createStateDirectory, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

/** An order that this server placed and that waits for its payment. */
async function openOrdered(options: Parameters<typeof openSandbox>[0] = {}) {
  const sandbox = await openSandbox({ creditCents: 0, ...options });
  const settings = createSettings(sandbox, { stateDirectory: createStateDirectory() });
  const server = await openServer({ settings });
  const ordered = await server.call('order_create', createOrder());
  return { ...server, sandbox, settings, ordered };
}

describe('the payment of an order that this server placed', () => {
  it('has its page from the journal when the provider names it only once', async () => {
    const { call, ordered } = await openOrdered({ statusCarriesPayment: false });
    const result = await call('order_status', { order_id: 73 });
    expect(result.outcome).toBe('payment_required');
    expect(result.payment).toMatchObject({ url: (ordered.payment as { url: string }).url, amount: '12.25' });
  });

  it('is judged anew when the operator has named other hosts since', async () => {
    const { settings } = await openOrdered({ statusCarriesPayment: false });
    const strict = await openServer({ settings: { ...settings, paymentHosts: ['pay.example'] } });
    const result = await strict.call('order_status', { order_id: 73 });
    expect(result.payment).toMatchObject({ url_untrusted: true });
    const again = await openServer({ settings });
    expect((await again.call('order_status', { order_id: 73 })).payment).not.toHaveProperty('url_untrusted');
  });

  it('is settled in the journal once the order is seen to be paid', async () => {
    const { call, sandbox } = await openOrdered();
    expect((await call('order_list')).unresolved).toHaveLength(1);
    sandbox.pay(501);
    await call('order_status', { order_id: 73 });
    expect(await call('order_list')).not.toHaveProperty('unresolved');
  });

  it.each(['wrong-types', 'html', 'json-status-500'] as const)(
    'is not settled by an answer that says nothing (%s)',
    async name => {
      const { call, sandbox } = await openOrdered();
      sandbox.setFault('order_status', { name });
      await call('order_status', { order_id: 73 });
      expect((await call('order_list')).unresolved).toHaveLength(1);
    },
  );

  it('names the order that was asked about, however little the answer holds', async () => {
    const { call, sandbox } = await openOrdered();
    const text = { status: 402, headers: { 'content-type': 'text/plain' }, body: 'Please pay invoice 501.' };
    sandbox.setFault('order_status', { name: 'scripted', carriesOut: false, answer: () => text });
    const result = await call('order_status', { order_id: 73 });
    expect(result).toMatchObject({
      outcome: 'payment_required',
      order: { order_id: 73, state: 'payment_required' },
      payment: { details: 'Please pay invoice 501.' },
    });
    expect((await call('order_list')).unresolved).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/start-sandbox.ts';
import { createOrder } from '../../kit/example-order.ts';
import { createSettings, createStateDirectory, openServer } from '../../kit/open-server.ts';
import { bendAnswer, toFault } from '../../kit/scripted-answer.ts';
import { openSandbox } from '../../sandbox/sandbox-client.ts';

/** The provider names the invoice when the order is placed, and never again. */
const namedOnce = {
  order_status: bendAnswer(({ invoice_id, amount, currency, url, ...json }) => json),
};

/** An order that this server placed and that waits for its payment. */
async function openOrdered(options: Parameters<typeof openSandbox>[0] = {}) {
  const sandbox = await openSandbox({ creditCents: 0, ...options });
  const settings = createSettings(sandbox, { stateDirectory: createStateDirectory() });
  const server = await openServer({ settings });
  const ordered = await server.call('order_create', createOrder());
  return { ...server, sandbox, settings, ordered };
}

function scriptStatus(sandbox: Sandbox, json: object): void {
  const answer = () => ({ status: 200, headers: {}, body: JSON.stringify(json) });
  sandbox.setFault('order_status', { name: 'scripted', carriesOut: false, answer });
}

describe('the payment of an order that this server placed', () => {
  it('has its page from the journal when the provider names it only once', async () => {
    const { call, ordered } = await openOrdered({ faults: namedOnce });
    const result = await call('order_status', { order_id: 73 });
    expect(result.outcome).toBe('payment_required');
    expect(result.payment).toMatchObject({ url: (ordered.payment as { url: string }).url, amount: '12.25' });
  });

  it('is judged anew when the operator has named other hosts since', async () => {
    const { settings } = await openOrdered({ faults: namedOnce });
    const strict = await openServer({ settings: { ...settings, paymentHosts: ['pay.example'] } });
    const result = await strict.call('order_status', { order_id: 73 });
    expect(result.payment).toMatchObject({ url_untrusted: true });
    const again = await openServer({ settings });
    expect((await again.call('order_status', { order_id: 73 })).payment).not.toHaveProperty('url_untrusted');
  });

  it('is kept by a repeat of the call, which reads the order anew', async () => {
    const { call, ordered } = await openOrdered({ faults: namedOnce });
    const again = await call('order_create', createOrder());
    expect(again).toMatchObject({ outcome: 'payment_required', replayed: true });
    expect(again.payment).toMatchObject({ url: (ordered.payment as { url: string }).url, amount: '12.25' });
  });

  it('is that of the new invoice alone when the provider made another one', async () => {
    const { call, sandbox } = await openOrdered();
    scriptStatus(sandbox, { order_id: 73, status: 402, invoice_id: 502 });
    const payment = {
      kind: 'invoice',
      invoice_id: 502,
      details: { order_id: 73, status: 402, invoice_id: 502 },
    };
    expect((await call('order_status', { order_id: 73 })).payment).toEqual(payment);
    const again = await call('order_create', createOrder());
    expect(again.payment).toEqual(payment);
    expect(again.next_step).toContain("in the provider's portal, then call order_status");
  });

  it('has a page to be looked at first, in the order and in its repeat, where the operator did not name its host', async () => {
    const sandbox = await openSandbox({ creditCents: 0, faults: namedOnce });
    const settings = createSettings(sandbox, { paymentHosts: ['pay.example'] });
    const { call } = await openServer({ settings });
    const results = [await call('order_create', createOrder()), await call('order_create', createOrder())];
    for (const { payment, next_step } of results) {
      expect(payment).toMatchObject({ url_untrusted: true });
      expect(next_step).toMatch(
        /Show the person the payment url, which is on a host that the operator did not name, .*order_status/,
      );
    }
    const named = await openServer({ settings: { ...settings, paymentHosts: ['127.0.0.1'] } });
    const again = await named.call('order_create', createOrder());
    expect(again.payment).not.toHaveProperty('url_untrusted');
    expect(again.next_step).toMatch(/Ask the person to pay at the payment url, then call order_status/);
  });

  it('has the whole answer under details, also what the order does not show', async () => {
    const { call, sandbox } = await openOrdered();
    const unpaid = { order_id: 73, status: 402 };
    for (const json of [
      unpaid,
      { ...unpaid, state: 'pay 12.25', terms: ['x'] },
      { ...unpaid, order_items: ['pay 12.25', { id: 1, state: 'pay 12.25' }] },
      { ...unpaid, order_items: { total: '12.25', 1: { status: 402 } }, items: [{ invoice: 501 }] },
    ]) {
      scriptStatus(sandbox, json);
      const { payment } = await call('order_status', { order_id: 73 });
      expect((payment as { details: unknown }).details).toEqual(json);
    }
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
      sandbox.setFault('order_status', toFault(name));
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

import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

const json = JSON.stringify;

const url = 'https://pay.example/i/501';
const all = { invoice_id: 501, amount: '12.50', currency: 'EUR', url, message: 'Payment required' };

describe.each(eras)('a request for payment reaches a %s client', era => {
  it.each<[string, { status?: number; body: string; orderId?: number; found: object }]>([
    ['all of it', { body: json({ order_id: 73, status: 402, ...all }), orderId: 73, found: all }],
    [
      'all of it in a 200',
      { status: 200, body: json({ order_id: 73, status: 402, ...all }), orderId: 73, found: all },
    ],
    ['only the order', { body: '{"order_id":73,"status":402}', orderId: 73, found: {} }],
    ['only a message', { body: '{"message":"Top up first"}', found: { message: 'Top up first' } }],
    ['nothing at all', { body: '', found: {} }],
  ])('that names %s, and nothing else', async (_name, { status = 402, body, orderId, found }) => {
    const sandbox = await openSandbox();
    const answer = () => ({ status, headers: {}, body });
    sandbox.setFault('order_create', { name: 'scripted', carriesOut: false, answer });
    const settings = createSettings(sandbox, { paymentHosts: ['pay.example'] });
    const { call } = await openServer({ era, settings });
    const result = await call('order_create', createOrder());
    const { details: _, ...payment } = result.payment as Record<string, unknown>;
    expect({ outcome: result.outcome, payment, orderId: result.order_id }).toEqual({
      outcome: 'payment_required',
      payment: found,
      orderId,
    });
    expect(result.next_step).toContain(
      orderId === undefined ? 'order_list' : 'order_status with this order_id',
    );
    expect(result.next_step).toContain('never order again');
    expect(sandbox.received.filter(({ action }) => action === 'order_create')).toHaveLength(1);
  });

  it('with the whole answer under details', async () => {
    const sandbox = await openSandbox({ creditCents: 0 });
    const { call } = await openServer({ era, settings: createSettings(sandbox) });
    const result = await call('order_create', createOrder());
    expect(result).toMatchObject({
      outcome: 'payment_required',
      order_id: 73,
      payment: {
        invoice_id: 501,
        amount: '12.25',
        currency: 'EUR',
        url: expect.stringContaining('/invoices/501'),
        details: { order_id: 73, status: 402, invoice_id: 501, amount: '12.25' },
      },
    });
    expect(result.payment).not.toHaveProperty('url_untrusted');
  });
});

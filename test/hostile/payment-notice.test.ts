import { describe, expect, it } from 'vitest';
import type { RawAnswer } from '../../src/sandbox/http.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, createStateDirectory, eras, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

const url = 'https://pay.example/i/501';
const page = `<html><p>Order id: 73, EUR 12.50</p><a href="${url}">Pay</a></html>`;

/** A request for payment, the order that it names, and all that is picked out of it. */
const shapes: readonly { httpStatus?: number; body: string; orderId?: number | string; found: object }[] = [
  { body: '', found: {} },
  { body: page, found: {} },
  {
    httpStatus: 200,
    body: `{"order_id":73,"status":402,"invoice_id":501,"amount":"kr 1 234,50","url":"${url}"}`,
    orderId: 73,
    found: { invoice_id: 501, amount: 'kr 1 234,50', url },
  },
  {
    httpStatus: 202,
    body: '{"status":200,"data":{"order":{"id":"9007199254740993","status":"402","total":12.5}}}',
    orderId: '9007199254740993',
    found: {},
  },
  {
    body: '{"order_id":73,"message":"Pay EUR 12.50","payment":{"url":"https://elsewhere.example/501"}}',
    orderId: 73,
    found: { message: 'Pay EUR 12.50', url: 'https://elsewhere.example/501', url_untrusted: true },
  },
];

describe.each(eras)('a request for payment reaches a %s client', era => {
  it('with what its fields name, and nothing else, in whatever shape it came', async () => {
    const sandbox = await openSandbox();
    const settings = createSettings(sandbox, { paymentHosts: ['pay.example'] });
    for (const { httpStatus = 402, body, orderId, found } of shapes) {
      const answer = (): RawAnswer => ({ status: httpStatus, headers: {}, body });
      sandbox.setFault('order_create', { name: 'scripted', carriesOut: false, answer });
      // Some name the same order, which one journal takes once.
      const { call } = await openServer({
        era,
        settings: { ...settings, stateDirectory: createStateDirectory() },
      });
      const result = await call('order_create', createOrder());
      const { details: _, ...payment } = result.payment as Record<string, unknown>;
      expect(result.outcome).toBe('payment_required');
      expect({ body, payment, orderId: result.order_id }).toEqual({
        body,
        payment: { kind: 'invoice', ...found },
        orderId,
      });
      expect(result.next_step).toContain(
        orderId === undefined ? 'order_list' : 'order_status with this order_id',
      );
      expect(result.next_step).toContain('never order again');
    }
    expect(sandbox.received.filter(({ action }) => action === 'order_create')).toHaveLength(shapes.length);
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

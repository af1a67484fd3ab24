import { describe, expect, it } from 'vitest';
import type { RawAnswer } from '../../src/sandbox/faults.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer } from '../kit/open-server.ts';
import { paymentShapes } from '../provider/payment-shapes.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

const paymentHosts = ['pay.example'];

describe.each(eras)('a request for payment reaches a %s client', era => {
  it('with everything that it names, and nothing else, in whatever shape it came', async () => {
    const sandbox = await openSandbox();
    // Each era reads every second shape: what is found does not depend on the era, and each order costs disk time.
    const shapes = paymentShapes.filter((_shape, index) => index % 2 === eras.indexOf(era));
    for (const { name, httpStatus = 402, body, found, orderId } of shapes) {
      const answer = (): RawAnswer => ({ status: httpStatus, headers: {}, body });
      sandbox.setFault('order_create', { name: 'scripted', carriesOut: false, answer });
      // Many shapes name the same order, which one journal takes once.
      const { call } = await openServer({ era, settings: createSettings(sandbox, { paymentHosts }) });
      const result = await call('order_create', {
        ...createOrder(name.slice(0, 60)),
        idempotency_key: name.replace(/\W/g, '').slice(0, 64),
      });
      const { details: _, ...payment } = result.payment as Record<string, unknown>;
      expect({ name, outcome: result.outcome, payment }).toEqual({
        name,
        outcome: 'payment_required',
        payment: found,
      });
      expect({ name, orderId: result.order_id }).toEqual({ name, orderId });
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

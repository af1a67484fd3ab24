import { describe, expect, it } from 'vitest';
import { renderCancelQuestion } from '../../src/consent/cancel-question.ts';
import { readOrder } from '../../src/provider/order.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { toFault } from '../kit/scripted-answer.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

const order = readOrder({
  order_id: 73,
  status: 200,
  reference: 'Project "Falcon"',
  order_items: [
    { id: 1293, status: 200, name: 'VPS', reference: 'web 1' },
    { id: 1294, status: 200, name: 'VPS', reference: 'db' },
    { id: 1295, status: 200, name: 'VPS' },
  ],
});
const place = { host: 'my.klikk.com', sandbox: false };

describe('the question before a cancellation', () => {
  it('of an order reads like this', () => {
    expect(renderCancelQuestion({ orderId: '73', order, ...place })).toMatchInlineSnapshot(`
      "Cancel order 73 at my.klikk.com?
      It runs to the end of the paid period. This cannot be undone.

      All of its items (3):
      - "web 1" (item 1293)
      - "db" (item 1294)
      - without a name (item 1295)

      Reference of the order: "Project \\"Falcon\\""

      What is cancelled runs to the end of the period that is paid, and is not renewed after that."
    `);
  });

  it('of an item reads like this', () => {
    const question = { orderId: '73', orderItemId: '1294', order, ...place, sandbox: true };
    expect(renderCancelQuestion(question)).toMatchInlineSnapshot(`
      "SANDBOX: Cancel item 1294 of order 73 at my.klikk.com?
      It runs to the end of the paid period. This cannot be undone.

      - "db" (item 1294)

      Reference of the order: "Project \\"Falcon\\""

      What is cancelled runs to the end of the period that is paid, and is not renewed after that.
      This is the sandbox: no real server is cancelled."
    `);
  });

  it('says when the order does not show the item, or nothing at all', () => {
    const other = renderCancelQuestion({ orderId: '73', orderItemId: '9', order, ...place });
    expect(other).toContain('does not show such an item in this order. It shows:\n- "web 1" (item 1293)');
    const unread = renderCancelQuestion({ orderId: '73', ...place });
    expect(unread).toContain('Cancel order 73 at my.klikk.com?');
    expect(unread).toContain('The provider does not show its items now.');
  });

  async function askToCancel(fault: Fault) {
    const sandbox = await openSandbox();
    const settings = createSettings(sandbox, { requestTimeoutMs: 1_000 });
    const { call, questions } = await openServer({ settings, answer: () => ({ action: 'decline' }) });
    await openServer({ settings }).then(server => server.call('order_create', createOrder()));
    sandbox.setFault('order_status', fault);
    const result = await call('order_cancel', { order_id: 73 });
    expect(result.outcome).toBe('declined');
    return questions[0]?.message ?? '';
  }

  it("holds nothing that does not show, whatever the provider's names hold", async () => {
    const message = await askToCancel(toFault('control-characters'));
    expect(message).toMatch(/^All of its items \(1\):\n- "My testserver 1.*" \(item 1293\)$/m);
    expect(message).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
  });

  it('is asked also when the order cannot be read', async () => {
    expect(await askToCancel({ name: 'status-500' })).toContain('does not show its items now');
  });

  it("does not show another order's items, should the provider answer with one", async () => {
    const other = { order_id: 72, status: 200, order_items: [{ id: 1292, reference: 'not this one' }] };
    const message = await askToCancel({
      name: 'scripted',
      carriesOut: false,
      answer: () => ({ status: 200, headers: {}, body: JSON.stringify(other) }),
    });
    expect(message).toContain('does not show its items now');
    expect(message).not.toContain('not this one');
  });
});

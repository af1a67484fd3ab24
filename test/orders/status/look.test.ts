import { describe, expect, it } from 'vitest';
import { readOrderAndServers } from '../../../src/orders/status/read-order.ts';
import type { Json } from '../../../src/provider/json.ts';
import type { Reply } from '../../../src/provider/reply.ts';
import { createScriptedProvider, toAnswer } from './scripted-provider.ts';
import { createVirtualClock } from './virtual-clock.ts';

async function look(reply: Reply) {
  const { provider, reads } = createScriptedProvider(({ action }) =>
    action === 'order_status' ? reply : toAnswer([]),
  );
  const seen = await readOrderAndServers(provider, '73', {
    clock: createVirtualClock().clock,
    timeoutMs: 1_000,
  });
  return { ...seen, reads };
}

const lookAtBody = (body: Json, httpStatus?: number) => look(toAnswer(body, httpStatus));

describe('a look at an order', () => {
  it('shares one deadline between the order and its servers', async () => {
    const time = createVirtualClock();
    const { provider, reads } = createScriptedProvider(async ({ action }) => {
      await time.spend(400);
      return toAnswer(action === 'order_status' ? { order_id: 73, order_items: [{ id: 1 }] } : []);
    });
    await readOrderAndServers(provider, '73', { clock: time.clock, timeoutMs: 1_000 });
    expect(reads.map(({ action, timeoutMs }) => [action, timeoutMs])).toEqual([
      ['order_status', 1_000],
      ['server_list', 600],
    ]);
  });

  it.each<[string, Json]>([
    ['an order', { order_id: 73, status: 402 }],
    ['an order in a wrapper', { status: 200, data: { order_id: 73, status: 402 } }],
    ['an item', { order_id: 73, status: 200, order_items: [{ id: 1, status: 402 }] }],
  ])('finds the demand for payment in %s', async (_, body) => {
    expect((await lookAtBody(body)).paymentNotice).toEqual(body);
  });

  it.each<[string, Reply]>([
    ['nothing', { kind: 'answered', sent: true, httpStatus: 402 }],
    ['text', { kind: 'answered', sent: true, httpStatus: 402, text: 'Pay first' }],
    ['JSON that names no order', toAnswer({ invoice: 501 }, 402)],
    ['the order without a status', toAnswer({ order_id: 73 }, 402)],
  ])('takes HTTP 402 with %s for a demand about this order', async (_, reply) => {
    const { order, paymentNotice, readiness } = await look(reply);
    expect(order.state).toBe('payment_required');
    expect(paymentNotice).toBeDefined();
    expect(readiness.ready).toBe(false);
  });

  it('sees no demand in an order that is accepted', async () => {
    expect(await lookAtBody({ order_id: 73, status: 200 })).not.toHaveProperty('paymentNotice');
  });

  it('takes a failing status beside an order for the order failing', async () => {
    expect((await lookAtBody({ order_id: '73', status: 500 })).order.state).toBe('failed');
  });

  it.each<[string, Json, number, string]>([
    ['a failing status beside no order', { status: 503, message: 'Later' }, 200, 'unavailable'],
    ['a status 404', { order_id: 73, status: 404 }, 200, 'not_found'],
    ['HTTP 404', {}, 404, 'not_found'],
    ['another order', { order_id: 74, status: 200 }, 200, 'bad_response'],
    ['another order in HTTP 402', { order_id: 74 }, 402, 'bad_response'],
    ['a list of orders', [{ order_id: 73 }, { order_id: 74 }], 200, 'bad_response'],
    ['no object', 'fine', 200, 'bad_response'],
    ['HTTP 401', {}, 401, 'unauthorized'],
  ])('fails for %s', async (_, body, httpStatus, code) => {
    await expect(lookAtBody(body, httpStatus)).rejects.toMatchObject({ code });
  });
});

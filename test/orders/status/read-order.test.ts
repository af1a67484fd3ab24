import { describe, expect, it } from 'vitest';
import { VpsError } from '../../../src/errors/vps-error.ts';
import { type OrderReading, readOrderAndServers } from '../../../src/orders/status/read-order.ts';
import type { Json, Reply } from '../../../src/provider/reply.ts';
import { createScriptedProvider, toAnswer } from './scripted-provider.ts';

async function look(reply: Reply) {
  const { provider, reads } = createScriptedProvider(({ action }) =>
    action === 'order_status' ? reply : toAnswer([]),
  );
  const seen = await readOrderAndServers(provider, '73', { remainingMs: () => 1_000 });
  return { ...seen, reads };
}

const lookAtBody = (body: Json, httpStatus?: number) => look(toAnswer(body, httpStatus));

describe('a look at an order', () => {
  it('shares one deadline between the order and its servers', async () => {
    let leftMs = 1_000;
    const { provider, reads } = createScriptedProvider(({ action }) => {
      leftMs -= 400;
      return toAnswer(action === 'order_status' ? { order_id: 73, order_items: [{ id: 1 }] } : []);
    });
    await readOrderAndServers(provider, '73', { remainingMs: () => leftMs });
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
    const { order, paymentNotice, ready } = await look(reply);
    expect(order.state).toBe('payment_required');
    expect(paymentNotice).toBeDefined();
    expect(ready).toBe(false);
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

type Servers = Record<string, Reply>;

const oneServer = (itemId: number, name = `server of ${itemId}`) =>
  toAnswer([{ id: itemId + 7_000, order_item_id: itemId, name }]);
const noServer = toAnswer([]);
const broken: Reply = { kind: 'failed', sent: true, error: new VpsError('unavailable', 'broken') };

/** Reads an order with these items; an item without an entry in `servers` has none yet. */
async function readItems(items: Json[], servers: Servers = {}, known?: OrderReading['found']) {
  const { provider, reads } = createScriptedProvider(({ action, parameters }) =>
    action === 'order_status'
      ? toAnswer({ order_id: 73, status: 200, order_items: items })
      : (servers[String(parameters.order_item_id)] ?? noServer),
  );
  const seen = await readOrderAndServers(provider, '73', { known, remainingMs: () => 1_000 });
  const asked = reads.slice(1).map(({ parameters }) => parameters.order_item_id);
  return { ...seen, asked };
}

const item = (id: number, status = 200) => ({ id, status, reference: `item ${id}` });

describe('the servers of an order', () => {
  it('is ready when every item has a server, and only then', async () => {
    expect((await readItems([item(1), item(2)], { 1: oneServer(1), 2: oneServer(2) })).ready).toBe(true);
    const half = await readItems([item(1), item(2)], { 2: oneServer(2) });
    expect(half.ready).toBe(false);
    expect([...half.found.keys()]).toEqual(['2']);
  });

  it.each([404, 410])('does not wait for an item of status %i, nor ask for its servers', async status => {
    const { ready, asked } = await readItems([item(1, status), item(2)], { 2: oneServer(2) });
    expect(ready).toBe(true);
    expect(asked).toEqual(['2']);
  });

  it.each([
    ['is all gone', [item(1, 410), item(2, 404)]],
    ['names no items', []],
    ['names items without ids', [{ status: 200, reference: 'one' }]],
    ['waits for a payment', [item(1, 402)]],
    ['has failed', [item(1, 500)]],
  ])('is not ready and asks for no servers when the order %s', async (_, items) => {
    const { ready, asked } = await readItems(items, { 1: oneServer(1), 2: oneServer(2) });
    expect([ready, asked]).toEqual([false, []]);
  });

  it('is not ready while one item still waits for its payment', async () => {
    const { ready, found } = await readItems([item(1), item(2, 402)], { 1: oneServer(1), 2: oneServer(2) });
    expect([ready, [...found.keys()]]).toEqual([false, ['1']]);
  });

  it('asks for the servers of an item whose status says nothing', async () => {
    expect((await readItems([{ id: 1 }, item(2, 102)], { 1: oneServer(1), 2: oneServer(2) })).ready).toBe(
      true,
    );
  });

  it('takes no server that names another item, as from a provider that ignores the id', async () => {
    const all = toAnswer([{ order_item_id: 5 }, { order_item_id: '2' }]);
    const { ready, found } = await readItems([item(1), item(2)], { 1: all, 2: all });
    expect(ready).toBe(false);
    expect([...found]).toEqual([['2', [{ order_item_id: '2' }]]]);
  });

  it('takes a server that names no item for the one that was asked for', async () => {
    expect((await readItems([item(1)], { 1: toAnswer({ servers: [{ ip: '192.0.2.1' }] }) })).ready).toBe(
      true,
    );
  });

  it.each([
    ['in HTTP', toAnswer({ status: 404 }, 404)],
    ['in the JSON', toAnswer({ status: 404 })],
    ['with an empty answer', toAnswer({})],
    ['beside the id that was asked for', toAnswer({ order_item_id: 1, servers: [] })],
  ])('takes a list that is not found or empty %s for an item without servers', async (_, answer) => {
    const { ready, serversFailure } = await readItems([item(1)], { 1: answer });
    expect([ready, serversFailure]).toEqual([false, undefined]);
  });

  it.each([
    [{ status: 503 }, 'unavailable'],
    [{ status: 401, message: 'no' }, 'unauthorized'],
    [{ status: 200, message: 'what?' }, 'bad_response'],
  ])('says that the servers could not be read when the provider answers 200 with %j', async (body, code) => {
    const { ready, serversFailure } = await readItems([item(1)], { 1: toAnswer(body) });
    expect([ready, serversFailure?.code]).toEqual([false, code]);
  });

  it('keeps what it found when another list cannot be read, and says why', async () => {
    const { ready, found, serversFailure } = await readItems([item(1), item(2)], {
      1: broken,
      2: oneServer(2),
    });
    expect(ready).toBe(false);
    expect([...found.keys()]).toEqual(['2']);
    expect(serversFailure?.message).toBe('broken');
  });

  it('does not ask again for what an earlier look found', async () => {
    const known = new Map([['1', [{ name: 'known' }]]]);
    const { ready, asked, found } = await readItems([item(1), item(2)], { 2: oneServer(2) }, known);
    expect([ready, asked]).toEqual([true, ['2']]);
    expect(found.get('1')).toEqual([{ name: 'known' }]);
  });

  it('asks for five items of a large order at a time, and for no more while one of them has no server', async () => {
    const items = Array.from({ length: 12 }, (_, index) => item(index + 1));
    const servers = Object.fromEntries(items.map(({ id }) => [id, oneServer(id)]));
    expect((await readItems(items)).asked).toEqual(['1', '2', '3', '4', '5']);
    const nearly = await readItems(items, { ...servers, 7: noServer });
    expect([nearly.ready, nearly.asked.length]).toEqual([false, 10]);
    const all = await readItems(items, servers);
    expect([all.ready, all.asked.length]).toEqual([true, 12]);
  });
});

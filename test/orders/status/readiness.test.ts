import { describe, expect, it } from 'vitest';
import { VpsError } from '../../../src/errors/vps-error.ts';
import { type FoundServers, readReadiness } from '../../../src/orders/status/readiness.ts';
import type { Json } from '../../../src/provider/json.ts';
import { readOrder } from '../../../src/provider/order.ts';
import type { Reply } from '../../../src/provider/reply.ts';
import { createScriptedProvider, toAnswer } from './scripted-provider.ts';

type Servers = Record<string, Reply>;

const oneServer = (itemId: number, name = `server of ${itemId}`) =>
  toAnswer([{ id: itemId + 7_000, order_item_id: itemId, name }]);
const noServer = toAnswer([]);
const broken: Reply = { kind: 'failed', sent: true, error: new VpsError('unavailable', 'broken') };

/** Reads the readiness of an order with these items; an item without an entry in `servers` has none yet. */
async function read(items: Json[], servers: Servers = {}, known: FoundServers = new Map()) {
  const order = readOrder({ order_id: 73, status: 200, order_items: items });
  if (!order) throw new Error('no order');
  const { provider, reads } = createScriptedProvider(
    ({ parameters }) => servers[String(parameters.order_item_id)] ?? noServer,
  );
  const readiness = await readReadiness(provider, order, { known, remainingMs: () => 1_000 });
  return { ...readiness, asked: reads.map(({ parameters }) => parameters.order_item_id) };
}

const item = (id: number, status = 200) => ({ id, status, reference: `item ${id}` });

describe('readReadiness', () => {
  it('is ready when every item has a server, and only then', async () => {
    expect((await read([item(1), item(2)], { 1: oneServer(1), 2: oneServer(2) })).ready).toBe(true);
    const half = await read([item(1), item(2)], { 2: oneServer(2) });
    expect(half.ready).toBe(false);
    expect([...half.found.keys()]).toEqual(['2']);
  });

  it.each([404, 410])('does not wait for an item of status %i, nor ask for its servers', async status => {
    const { ready, asked } = await read([item(1, status), item(2)], { 2: oneServer(2) });
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
    const { ready, asked } = await read(items, { 1: oneServer(1), 2: oneServer(2) });
    expect([ready, asked]).toEqual([false, []]);
  });

  it('is not ready while one item still waits for its payment', async () => {
    const { ready, found } = await read([item(1), item(2, 402)], { 1: oneServer(1), 2: oneServer(2) });
    expect([ready, [...found.keys()]]).toEqual([false, ['1']]);
  });

  it('asks for the servers of an item whose status says nothing', async () => {
    expect((await read([{ id: 1 }, item(2, 102)], { 1: oneServer(1), 2: oneServer(2) })).ready).toBe(true);
  });

  it('takes no server that names another item, as from a provider that ignores the id', async () => {
    const all = toAnswer([{ order_item_id: 5 }, { order_item_id: '2' }]);
    const { ready, found } = await read([item(1), item(2)], { 1: all, 2: all });
    expect(ready).toBe(false);
    expect([...found]).toEqual([['2', [{ order_item_id: '2' }]]]);
  });

  it('takes a server that names no item for the one that was asked for', async () => {
    expect((await read([item(1)], { 1: toAnswer({ servers: [{ ip: '192.0.2.1' }] }) })).ready).toBe(true);
  });

  it.each([
    ['in HTTP', toAnswer({ status: 404 }, 404)],
    ['in the JSON', toAnswer({ status: 404 })],
    ['with an empty answer', toAnswer({})],
    ['beside the id that was asked for', toAnswer({ order_item_id: 1, servers: [] })],
  ])('takes a list that is not found or empty %s for an item without servers', async (_, answer) => {
    const { ready, failure } = await read([item(1)], { 1: answer });
    expect([ready, failure]).toEqual([false, undefined]);
  });

  it.each([
    [{ status: 503 }, 'unavailable'],
    [{ status: 401, message: 'no' }, 'unauthorized'],
    [{ status: 200, message: 'what?' }, 'bad_response'],
  ])('says that the servers could not be read when the provider answers 200 with %j', async (body, code) => {
    const { ready, failure } = await read([item(1)], { 1: toAnswer(body) });
    expect([ready, failure?.code]).toEqual([false, code]);
  });

  it('keeps what it found when another list cannot be read, and says why', async () => {
    const { ready, found, failure } = await read([item(1), item(2)], { 1: broken, 2: oneServer(2) });
    expect(ready).toBe(false);
    expect([...found.keys()]).toEqual(['2']);
    expect(failure?.message).toBe('broken');
  });

  it('does not ask again for what an earlier look found', async () => {
    const known = new Map([['1', [{ name: 'known' }]]]);
    const { ready, asked, found } = await read([item(1), item(2)], { 2: oneServer(2) }, known);
    expect([ready, asked]).toEqual([true, ['2']]);
    expect(found.get('1')).toEqual([{ name: 'known' }]);
  });

  it('asks for five items of a large order at a time, and for no more while one of them has no server', async () => {
    const items = Array.from({ length: 12 }, (_, index) => item(index + 1));
    const servers = Object.fromEntries(items.map(({ id }) => [id, oneServer(id)]));
    expect((await read(items)).asked).toEqual(['1', '2', '3', '4', '5']);
    const nearly = await read(items, { ...servers, 7: noServer });
    expect([nearly.ready, nearly.asked.length]).toEqual([false, 10]);
    const all = await read(items, servers);
    expect([all.ready, all.asked.length]).toEqual([true, 12]);
  });

  it('asks for nothing more once the call is cancelled', async () => {
    const controller = new AbortController();
    const items = Array.from({ length: 6 }, (_, index) => item(index + 1));
    const order = readOrder({ order_id: 73, order_items: items });
    if (!order) throw new Error('no order');
    const { provider, reads } = createScriptedProvider(({ parameters }) => {
      controller.abort();
      return oneServer(Number(parameters.order_item_id));
    });
    const { signal } = controller;
    const reading = readReadiness(provider, order, { known: new Map(), remainingMs: () => 1_000, signal });
    await expect(reading).rejects.toThrow('cancelled');
    expect(reads).toHaveLength(5);
  });
});

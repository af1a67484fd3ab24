import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLists } from '../../src/provider/lists.ts';
import type { CallOptions, Json } from '../../src/provider/reply.ts';
import { toAnswer } from '../orders/status/scripted-provider.ts';
import { createGate } from '../sandbox/sandbox-client.ts';

const inTime = { timeoutMs: 5_000 };
const order = { order_id: 73, status: 200, message: 'Order is being processed' };

const never = () => new Promise<never>(() => {});

/** Lists whose requests are answered by these in turn; the last one answers all further ones. */
function openLists(...answers: (() => Json | Promise<Json>)[]) {
  const requests: { action: string; parameters: object; options: CallOptions }[] = [];
  const lists = createLists(async (action, parameters, options) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)] ?? never;
    requests.push({ action, parameters, options });
    return toAnswer(await answer());
  });
  return { lists, requests };
}

function useFakeTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

it('simultaneous calls share one request, sent after they asked, and what was read from it', async () => {
  const answered = createGate();
  const { lists, requests } = openLists(
    async () => {
      await answered.opened;
      return [{ order_id: 73 }];
    },
    () => [{ order_id: 73 }, { order_id: 74 }],
  );
  const first = lists.listOrders(inTime);
  const others = Array.from({ length: 63 }, () => lists.listOrders(inTime));
  answered.open();
  expect((await first)?.map(({ id }) => id)).toEqual(['73']);
  const read = await Promise.all(others);
  expect(read[0]?.map(({ id }) => id)).toEqual(['74', '73']);
  expect(new Set(read).size).toBe(1);
  expect(requests).toHaveLength(2);
});

it('every later call asks anew', async () => {
  const { lists, requests } = openLists(() => []);
  for (let call = 0; call < 3; call++) await lists.listServers('0', inTime);
  expect(requests).toHaveLength(3);
});

it('the servers of different items are asked for by themselves', async () => {
  const { lists, requests } = openLists((): Json => [{ id: 1, order_item_id: 5 }, { id: 2 }]);
  const [five, six] = await Promise.all([lists.listServers('5', inTime), lists.listServers('6', inTime)]);
  expect([five, six]).toEqual([[{ id: 2 }, { id: 1, order_item_id: 5 }], [{ id: 2 }]]);
  expect(requests.map(({ parameters }) => parameters)).toEqual([
    { order_item_id: '5' },
    { order_item_id: '6' },
  ]);
});

it('a call that comes cancelled asks for nothing', async () => {
  const { lists, requests } = openLists(() => []);
  const options = { ...inTime, signal: AbortSignal.abort() };
  const cancelled = { code: 'timeout', message: 'The call was cancelled.' };
  await expect(lists.listOrders(options)).rejects.toMatchObject(cancelled);
  await expect(lists.listServers('0', options)).rejects.toMatchObject(cancelled);
  expect(requests).toHaveLength(0);
});

it('a call whose time is up says so, and the others go on waiting', async () => {
  useFakeTime();
  const answered = createGate();
  const { lists } = openLists(async () => {
    await answered.opened;
    return [];
  });
  const patient = lists.listOrders({ timeoutMs: 30_000 });
  const given = expect(lists.listOrders({ timeoutMs: 1_500 })).rejects.toMatchObject({
    code: 'timeout',
    message: "The provider's list was not there within 1.5 seconds.",
  });
  await vi.advanceTimersByTimeAsync(1_500);
  await given;
  answered.open();
  expect(await patient).toEqual([]);
});

it('a request that hangs holds nobody who asks later for more than two seconds', async () => {
  useFakeTime();
  const { lists, requests } = openLists(never, () => [{ order_id: 73 }]);
  const given = expect(lists.listOrders({ timeoutMs: 30_000 })).rejects.toMatchObject({ code: 'timeout' });
  const later = lists.listOrders({ timeoutMs: 30_000 });
  await vi.advanceTimersByTimeAsync(1_999);
  expect(requests).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await later).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(30_000);
  await given;
});

async function readOrders(body: Json) {
  return await openLists(() => body).lists.listOrders(inTime);
}

async function readServers(body: Json) {
  return await openLists(() => body).lists.listServers('0', inTime);
}

describe('reading a list of orders', () => {
  it.each<[string, Json]>([
    ['a bare array', [order]],
    ['an object that holds it', { orders: [order] }],
    ['an object that holds it under order_list', { status: 200, order_list: [order] }],
    ['a wrapper', { data: [order] }],
    ['a wrapper of a wrapper', { result: { orders: [order] } }],
    ['an unknown name', { total: 1, rows: [order] }],
    ['a map', { '73': order }],
    ['a held map', { orders: { '73': order } }],
    ['a single order', { ...order, order_items: [{ id: 1293 }] }],
    ['a map of orders that do not repeat their id', { '73': { status: 200 } }],
    ['a held map of orders that do not repeat their id', { orders: { '73': { status: 200 } } }],
    ['junk beside it', [order, null, 'x', 7, []]],
    ['an answer that repeats what was asked', { order_id: 0, status: 200, orders: [order] }],
    ['a wrapper that repeats what was asked', { order_id: 0, data: [order] }],
    ['a single order with items', { ...order, items: [{ id: 1293 }] }],
  ])('finds it in %s', async (_name, body) => {
    expect((await readOrders(body))?.map(({ id }) => id)).toEqual(['73']);
  });

  it.each<[string, Json]>([
    ['a number', 73],
    ['a text', 'none'],
    ['a message', { status: 200, message: 'There are some' }],
    ['a word where the list is meant', { orders: 'none' }],
    ['a wrapped word', { data: { orders: 'none' } }],
    ['bare ids', [73, 74]],
    ['held bare ids', { orders: [73, '74'] }],
  ])('refuses %s, in which it finds none', async (_name, body) => {
    await expect(readOrders(body)).rejects.toMatchObject({
      code: 'bad_response',
      message: "The provider's answer holds no list of orders.",
    });
  });

  it('says with which status the answer failed', async () => {
    const failure = { status: 500, message: 'Internal error' };
    await expect(readOrders(failure)).rejects.toMatchObject({ code: 'unavailable', status: 500 });
  });

  it.each([null, {}])('takes %j for no proof that there is nothing', async body => {
    expect(await readOrders(body)).toBeUndefined();
  });

  it.each<[string, Json]>([
    ['an empty array', []],
    ['an empty held array', { orders: [] }],
    ['an empty map', { orders: {} }],
    ['an empty array of items', { total: 0, items: [] }],
    ['an empty array beside what was asked', { order_id: 0, status: 200, orders: [] }],
  ])('knows that %s is an empty one', async (_name, body) => {
    expect(await readOrders(body)).toEqual([]);
  });

  it('keeps every field and the numbers that it can read', async () => {
    const [read] =
      (await readOrders([
        { order_id: '0073', status: '402', extra: { a: 1 }, order_items: { a: { id: 1 }, b: 2 } },
      ])) ?? [];
    expect(read).toMatchObject({ id: '73', status: 402, state: 'payment_required', items: [{ id: '1' }] });
    expect(read?.fields).toMatchObject({ order_id: '0073', extra: { a: 1 } });
  });
});

describe('reading a list of servers', () => {
  it.each<[string, Json]>([
    ['a bare array', [{ id: 1, order_item_id: 2 }]],
    ['an object that holds it', { servers: [{ id: 1, order_item_id: 2 }] }],
    ['a single server', { id: 1, order_item_id: 2, addresses: [{ v: 4 }] }],
    ['a single server with data of its own', { id: 1, order_item_id: 2, data: { cpu: 1 } }],
    ['an answer that repeats the item', { order_item_id: 2, servers: [{ id: 1 }] }],
  ])('finds it in %s', async (_name, body) => {
    expect((await readServers(body))?.map(({ id }) => id)).toEqual([1]);
  });

  it('sees that an item has none, though its id is repeated', async () => {
    expect(await readServers({ status: 200, order_item_id: 1293, servers: [] })).toEqual([]);
  });
});

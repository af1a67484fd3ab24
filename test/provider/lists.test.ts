import { expect, it, onTestFinished, vi } from 'vitest';
import type { Json } from '../../src/provider/json.ts';
import { createLists } from '../../src/provider/lists.ts';
import type { CallOptions } from '../../src/provider/reply.ts';
import { toAnswer } from '../orders/status/scripted-provider.ts';
import { createGate } from '../sandbox/sandbox-client.ts';

const inTime = { timeoutMs: 5_000 };
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

it('a call that is cancelled takes no other one down, and one that comes cancelled asks for nothing', async () => {
  const answered = createGate();
  const { lists, requests } = openLists(async () => {
    await answered.opened;
    return [];
  });
  const cancel = new AbortController();
  const cancelled = lists.listOrders({ ...inTime, signal: cancel.signal });
  const others = [lists.listOrders({ ...inTime, signal: cancel.signal }), lists.listOrders(inTime)];
  cancel.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'timeout', message: 'The call was cancelled.' });
  await expect(lists.listOrders({ ...inTime, signal: cancel.signal })).rejects.toMatchObject({
    code: 'timeout',
  });
  answered.open();
  expect((await Promise.allSettled(others)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(requests.map(({ options }) => options.signal)).toEqual([undefined, undefined]);
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

import { describe, expect, it, vi } from 'vitest';
import type { RecordState } from '../../../src/journal/record.ts';
import { createContext } from '../../../src/order-service.ts';
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/start-sandbox.ts';
import { createOrder } from '../../kit/example-order.ts';
import { createSettings, openServer } from '../../kit/open-server.ts';
import { createClock, openSandbox } from '../../sandbox/sandbox-client.ts';

const dayMs = 24 * 60 * 60_000;
const patienceMs = 5_000;

async function createWorld(ordersPerDay: number, options: SandboxOptions = {}) {
  const sandbox = await openSandbox(options);
  const clock = createClock();
  const settings = createSettings(sandbox, {
    limits: { itemsPerOrder: 5, ordersPerDay },
    requestTimeoutMs: 2_000,
  });
  const { journal } = createContext(settings, {
    version: '0.0.0',
    now: clock.now,
    elapsed: clock.now,
  });
  return { sandbox, clock, settings, journal, start: () => openServer({ settings, now: clock.now }) };
}

type World = Awaited<ReturnType<typeof createWorld>>;

/** A claim of some other process for some other order. */
async function claimOther({ journal }: World, name = 'other') {
  return await journal.claim({
    patience_ms: patienceMs,
    intent_id: `intent of ${name}`,
    request_digest: `digest of ${name}`,
    reference: `vps-${name}`,
    reference_origin: 'random',
    credential: await journal.fingerprint(),
    items: [{ name }],
  });
}

function countSent(sandbox: Sandbox): number {
  return sandbox.received.filter(({ action }) => action === 'order_create').length;
}

const full = {
  outcome: 'not_ordered',
  error: { code: 'limit_exceeded', message: expect.stringContaining('VPS_MAX_ORDERS_PER_DAY') },
};

describe('the limit of orders in 24 hours', () => {
  it('lets the last one through and stops the next before anything is asked or sent', async () => {
    const { sandbox, settings, clock } = await createWorld(2);
    const { call, questions } = await openServer({
      settings,
      now: clock.now,
      answer: () => ({ action: 'accept', content: { confirm: true } }),
    });
    for (const name of ['a', 'b'])
      expect(await call('order_create', createOrder(name))).toMatchObject({ outcome: 'ordered' });
    const requests = sandbox.received.length;
    const result = await call('order_create', createOrder('c'));
    expect(result).toMatchObject(full);
    expect(result.error).toMatchObject({
      message: expect.stringContaining('order 3 in 24 hours, and the limit is 2'),
    });
    expect(questions).toHaveLength(2);
    expect(sandbox.received).toHaveLength(requests);
  });

  it('of none lets nothing through', async () => {
    const { sandbox, start } = await createWorld(0);
    expect(await (await start()).call('order_create', createOrder())).toMatchObject(full);
    expect(sandbox.received).toEqual([]);
  });

  it('is over when the order is a day old, and not a moment before', async () => {
    const { clock, start } = await createWorld(1);
    const { call } = await start();
    await call('order_create', createOrder('a'));
    clock.advance(dayMs - 1);
    expect(await call('order_create', createOrder('b'))).toMatchObject(full);
    clock.advance(1);
    expect(await call('order_create', createOrder('b'))).toMatchObject({ outcome: 'ordered' });
  });

  it('does not stop the same call again: it is answered from its record', async () => {
    const { start } = await createWorld(1);
    const { call } = await start();
    await call('order_create', createOrder());
    expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'ordered', replayed: true });
  });

  it.each<[string, SandboxOptions]>([
    ['waits for payment', { creditCents: 0 }],
    ['may have been placed', { faults: { order_create: { name: 'reset-before' } } }],
  ])('counts an order that %s', async (_, options) => {
    const { sandbox, start } = await createWorld(1, options);
    const { call } = await start();
    await call('order_create', createOrder('a'));
    expect(await call('order_create', createOrder('b'))).toMatchObject(full);
    expect(countSent(sandbox)).toBe(1);
  });

  it('does not count an order that was refused', async () => {
    const { start } = await createWorld(1, { faults: { order_create: { name: 'status-422', times: 1 } } });
    const { call } = await start();
    expect(await call('order_create', createOrder('a'))).toMatchObject({ outcome: 'not_ordered' });
    expect(await call('order_create', createOrder('b'))).toMatchObject({ outcome: 'ordered' });
  });

  it('counts over every process with the same state directory', async () => {
    const world = await createWorld(2);
    const [first, second] = [await world.start(), await world.start()];
    await first.call('order_create', createOrder('a'));
    await second.call('order_create', createOrder('b'));
    for (const { call } of [first, second])
      expect(await call('order_create', createOrder('c'))).toMatchObject(full);
  });

  it('is looked at again after the question: a yes does not help when the day filled up meanwhile', async () => {
    const world = await createWorld(1);
    const other = await world.start();
    const { call } = await openServer({
      settings: world.settings,
      now: world.clock.now,
      answer: async () => {
        await other.call('order_create', createOrder('other'));
        return { action: 'accept', content: { confirm: true } };
      },
    });
    expect(await call('order_create', createOrder())).toMatchObject(full);
    expect(countSent(world.sandbox)).toBe(1);
  });
});

describe('the last order of the day, when another claim came first,', () => {
  /** A call that has its own claim and waits for what becomes of the other one. */
  async function openWaiting() {
    const world = await createWorld(1);
    const { call } = await world.start();
    const other = await claimOther(world);
    const answered = call('order_create', createOrder());
    await vi.waitFor(async () => expect((await world.journal.records()).all).toHaveLength(2), 60_000);
    const settle = (state: RecordState) => world.journal.change(other, { state });
    return { ...world, answered, settle };
  }

  it('goes through when that claim comes to nothing', async () => {
    const { sandbox, answered, settle } = await openWaiting();
    expect(countSent(sandbox)).toBe(0);
    await settle('void');
    expect(await answered).toMatchObject({ outcome: 'ordered' });
  });

  it('is refused when that claim is sent', async () => {
    const { sandbox, answered, settle, journal } = await openWaiting();
    await settle('sending');
    expect(await answered).toMatchObject(full);
    expect(countSent(sandbox)).toBe(0);
    expect((await journal.records()).all.map(({ state }) => state)).toEqual(['sending', 'void']);
  });

  it('goes through when nobody works on that claim any more', async () => {
    const { clock, answered, journal } = await openWaiting();
    clock.advance(patienceMs + 1);
    expect(await answered).toMatchObject({ outcome: 'ordered' });
    const [other] = (await journal.records()).all;
    expect(other?.state).toBe('void');
  });

  it('is not kept by a process that died before it sent anything', async () => {
    const world = await createWorld(1);
    await claimOther(world);
    world.clock.advance(patienceMs + 1);
    const { call } = await world.start();
    expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'ordered' });
  });

  it('waits for nobody while there is room for both', async () => {
    const world = await createWorld(2);
    await claimOther(world);
    const { call } = await world.start();
    expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'ordered' });
    expect((await world.journal.records()).all.map(({ state }) => state)).toEqual(['claimed', 'ordered']);
  });
});

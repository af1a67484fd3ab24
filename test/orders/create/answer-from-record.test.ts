import { describe, expect, it } from 'vitest';
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/start-sandbox.ts';
import type { Settings } from '../../../src/settings/load-settings.ts';
import { createOrder } from '../../kit/example-order.ts';
import { createSettings, openServer, type ServerUnderTest } from '../../kit/open-server.ts';
import { createClock, openSandbox } from '../../sandbox/sandbox-client.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

interface World {
  readonly sandbox: Sandbox;
  readonly clock: ReturnType<typeof createClock>;
  readonly settings: Settings;
  /** A server process with the same state directory. */
  readonly start: () => Promise<ServerUnderTest>;
}

async function createWorld(options: SandboxOptions = {}, overrides: Partial<Settings> = {}): Promise<World> {
  const sandbox = await openSandbox(options);
  const clock = createClock();
  const settings = createSettings(sandbox, { requestTimeoutMs: 2_000, ...overrides });
  return { sandbox, clock, settings, start: () => openServer({ settings, now: clock.now }) };
}

function countSent(sandbox: Sandbox): number {
  return sandbox.received.filter(({ action }) => action === 'order_create').length;
}

const keyed = { ...createOrder(), idempotency_key: 'job-1' };
const callers = [
  ['without a key', createOrder()],
  ['with a key', keyed],
] as const;
const processes = [
  ['the same process', false],
  ['a new process', true],
] as const;
const cases = callers.flatMap(([caller, order]) =>
  processes.map(([where, isNew]) => ({ caller, order, where, isNew })),
);

describe.each(cases)('the same call again, $caller, in $where', ({ order, isNew, caller }) => {
  async function callTwice(world: World, laterMs: number, between: (world: World) => void = () => {}) {
    const first = await world.start();
    const before = await first.call('order_create', order);
    between(world);
    world.clock.advance(laterMs);
    const second = isNew ? await world.start() : first;
    return { before, after: await second.call('order_create', order) };
  }

  it('answers a placed order with its present state', async () => {
    const world = await createWorld({ provisioningMs: 0 });
    const { before, after } = await callTwice(world, minuteMs);
    expect(before).toMatchObject({ outcome: 'ordered', order_id: 73, message: 'Order is being processed' });
    expect(after).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true, message: 'Ready' });
    expect(countSent(world.sandbox)).toBe(1);
  });

  it(`${caller === 'with a key' ? 'still answers' : 'orders anew instead of answering'} a placed order a day later`, async () => {
    const world = await createWorld();
    const { after } = await callTwice(world, dayMs);
    const isRepeat = caller === 'with a key';
    expect(after).toMatchObject({ outcome: 'ordered', order_id: isRepeat ? 73 : 74 });
    expect(countSent(world.sandbox)).toBe(isRepeat ? 1 : 2);
  });

  it.each([minuteMs, dayMs])(
    'answers an order that waits for payment, %i ms later, and never makes a second invoice',
    async laterMs => {
      const world = await createWorld({ creditCents: 0 });
      const { before, after } = await callTwice(world, laterMs);
      expect(before).toMatchObject({ outcome: 'payment_required', order_id: 73 });
      expect(after).toMatchObject({ outcome: 'payment_required', order_id: 73, replayed: true });
      expect(after.payment).toMatchObject({ amount: '12.25', url: expect.stringContaining('/invoices/501') });
      expect(countSent(world.sandbox)).toBe(1);
    },
  );

  it('answers that a payment has arrived meanwhile', async () => {
    const world = await createWorld({ creditCents: 0 });
    const { after } = await callTwice(world, dayMs, ({ sandbox }) => sandbox.pay(501));
    expect(after).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    expect(countSent(world.sandbox)).toBe(1);
  });

  it.each([minuteMs, dayMs])('orders after a plain refusal, %i ms later', async laterMs => {
    const world = await createWorld({ faults: { order_create: { name: 'status-429', times: 1 } } });
    const { before, after } = await callTwice(world, laterMs);
    expect(before).toMatchObject({
      outcome: 'not_ordered',
      error: { code: 'rate_limited', retryable: true },
    });
    expect(after).toMatchObject({ outcome: 'ordered', order_id: 73 });
  });

  it.each([minuteMs, dayMs])('never sends again what may have been ordered, %i ms later', async laterMs => {
    const world = await createWorld({ faults: { order_create: { name: 'reset-before', times: 1 } } });
    const { before, after } = await callTwice(world, laterMs);
    expect(before).toMatchObject({ outcome: 'unknown', reference: expect.any(String) });
    expect(after).toMatchObject({
      outcome: 'unknown',
      reference: before.reference,
      error: { code: 'unresolved' },
    });
    expect(countSent(world.sandbox)).toBe(1);
  });

  it.each([minuteMs, dayMs])('finds a lost order once the list shows it, %i ms later', async laterMs => {
    const world = await createWorld({
      listLagMs: 10 * minuteMs,
      faults: { order_create: { name: 'reset-after', times: 1 } },
    });
    const { before, after } = await callTwice(world, laterMs, ({ sandbox }) => {
      sandbox.style.listLagMs = 0;
    });
    expect(before.outcome).toBe('unknown');
    expect(after).toMatchObject({
      outcome: 'ordered',
      order_id: 73,
      reconciled: true,
      matched_by: 'item_names',
    });
    expect(countSent(world.sandbox)).toBe(1);
  });

  it('answers the recorded state, marked, when the order cannot be read', async () => {
    const world = await createWorld();
    const { after } = await callTwice(world, minuteMs, ({ sandbox }) =>
      sandbox.setFault('order_status', { name: 'status-500' }),
    );
    expect(after).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    expect(after.warnings).toEqual([expect.stringContaining('recorded earlier')]);
  });
});

describe('an order that waits for payment', () => {
  it('does not count as paid when its present state cannot be understood', async () => {
    const world = await createWorld({ creditCents: 0 });
    const server = await world.start();
    await server.call('order_create', createOrder());
    world.sandbox.setFault('order_status', {
      name: 'scripted',
      carriesOut: true,
      answer: () => ({ status: 200, headers: {}, body: '{"order_id":73,"status":"?"}' }),
    });
    const again = await server.call('order_create', createOrder());
    expect(again).toMatchObject({ outcome: 'payment_required', order_id: 73, replayed: true });
    expect(again.warnings).toEqual([expect.stringContaining('recorded earlier')]);
  });
});

describe('a different call for the same thing', () => {
  it('is not sent under a new key while the first is not settled', async () => {
    const world = await createWorld({ faults: { order_create: { name: 'reset-before', times: 1 } } });
    const server = await world.start();
    const first = await server.call('order_create', createOrder());
    const second = await server.call('order_create', { ...createOrder(), idempotency_key: 'new' });
    expect(second).toMatchObject({
      outcome: 'not_ordered',
      unresolved: [{ reference: first.reference }],
      error: { code: 'unresolved' },
    });
    const third = await server.call('order_create', createOrder());
    expect(third.outcome).toBe('unknown');
    expect(countSent(world.sandbox)).toBe(1);
  });

  it('is not sent without a key while the keyed one waits for payment', async () => {
    const world = await createWorld({ creditCents: 0 });
    const server = await world.start();
    await server.call('order_create', keyed);
    const second = await server.call('order_create', createOrder());
    expect(second).toMatchObject({ outcome: 'payment_required', order_id: 73, replayed: true });
    expect(countSent(world.sandbox)).toBe(1);
  });

  it('is sent under a new key once the first is ordered', async () => {
    const world = await createWorld();
    const server = await world.start();
    await server.call('order_create', keyed);
    const second = await server.call('order_create', { ...keyed, idempotency_key: 'job-2' });
    expect(second).toMatchObject({ outcome: 'ordered', order_id: 74 });
  });

  it('is refused when the key names another request', async () => {
    const world = await createWorld();
    const server = await world.start();
    await server.call('order_create', keyed);
    const second = await server.call('order_create', { ...createOrder('Another'), idempotency_key: 'job-1' });
    expect(second).toMatchObject({
      outcome: 'not_ordered',
      error: { code: 'idempotency_conflict', retryable: false },
    });
    expect(countSent(world.sandbox)).toBe(1);
  });

  it('is refused under another credential, which may be another account', async () => {
    const world = await createWorld({ creditCents: 0 });
    await (await world.start()).call('order_create', keyed);
    const { username, password } = world.sandbox;
    const settings = { ...world.settings, credentials: { kind: 'basic', username, password } as const };
    const other = await openServer({ settings, now: world.clock.now });
    const second = await other.call('order_create', keyed);
    expect(second).toMatchObject({ outcome: 'not_ordered', error: { code: 'idempotency_conflict' } });
    expect(JSON.stringify(second)).toContain('VPS_ACCOUNT');
    const apart = await openServer({ settings: { ...settings, account: 'second' }, now: world.clock.now });
    expect(await apart.call('order_create', keyed)).toMatchObject({
      outcome: 'payment_required',
      order_id: 74,
    });
  });
});

describe('a request without a key', () => {
  it('is a new order at once when the window is 0, and never while one is unresolved', async () => {
    const world = await createWorld({}, { dedupeWindowMinutes: 0 });
    const server = await world.start();
    await server.call('order_create', createOrder());
    expect(await server.call('order_create', createOrder())).toMatchObject({
      outcome: 'ordered',
      order_id: 74,
    });
    world.sandbox.setFault('order_create', { name: 'reset-before', times: 1 });
    expect((await server.call('order_create', createOrder())).outcome).toBe('unknown');
    expect((await server.call('order_create', createOrder())).outcome).toBe('unknown');
    expect(countSent(world.sandbox)).toBe(3);
  });

  it('is free again after the order was cancelled, while a key keeps answering its order', async () => {
    const world = await createWorld();
    const server = await world.start();
    await server.call('order_create', keyed);
    expect((await server.call('order_cancel', { order_id: 73 })).outcome).toBe('cancelled');
    expect(await server.call('order_create', keyed)).toMatchObject({ order_id: 73, replayed: true });
    expect(await server.call('order_create', createOrder())).toMatchObject({
      outcome: 'ordered',
      order_id: 74,
    });
  });

  it('is free again after the order that waited for payment was cancelled', async () => {
    const world = await createWorld({ creditCents: 0 });
    const server = await world.start();
    await server.call('order_create', createOrder());
    await server.call('order_cancel', { order_id: 73 });
    expect(await server.call('order_create', createOrder())).toMatchObject({
      outcome: 'payment_required',
      order_id: 74,
    });
  });

  it('is free again after every item was cancelled one by one', async () => {
    const world = await createWorld();
    const server = await world.start();
    const order = { items: [...createOrder('a').items, ...createOrder('b').items] };
    await server.call('order_create', order);
    await server.call('order_cancel', { order_id: 73, order_item_id: 1293 });
    expect(await server.call('order_create', order)).toMatchObject({ order_id: 73, replayed: true });
    await server.call('order_cancel', { order_id: 73, order_item_id: 1294 });
    expect(await server.call('order_create', order)).toMatchObject({ order_id: 74 });
  });

  it('counts a record from a clock that runs ahead as made now', async () => {
    const world = await createWorld();
    world.clock.advance(dayMs);
    await (await world.start()).call('order_create', createOrder());
    world.clock.advance(-dayMs);
    expect(await (await world.start()).call('order_create', createOrder())).toMatchObject({
      order_id: 73,
      replayed: true,
    });
  });
});

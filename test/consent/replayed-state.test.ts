import type { ElicitResult } from '@modelcontextprotocol/client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/start-sandbox.ts';
import type { Settings } from '../../src/settings/load-settings.ts';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createSettings } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { openByHand, yes } from './ask-by-hand.ts';

/** As the documentation says. */
const consentValidMs = 15 * 60_000;
const minuteMs = 60_000;

async function createWorld(options: SandboxOptions = {}, overrides: Partial<Settings> = {}) {
  const sandbox = await openSandbox(options);
  const clock = createSystemClock();
  const settings = createSettings(sandbox, overrides);
  const ask = await openByHand({ settings });
  return { sandbox, clock, settings, ask };
}

/** The clock of the whole process, by which the seal of a question expires too. */
function createSystemClock() {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  return { advance: (byMs: number) => void vi.setSystemTime(Date.now() + byMs) };
}

function countSent(sandbox: Sandbox, action = 'order_create'): number {
  return sandbox.received.filter(request => request.action === action).length;
}

describe.each([
  ['without a key', createOrder()],
  ['with a key', { ...createOrder(), idempotency_key: 'job-1' }],
])('the state of a question about an order %s', (_, order) => {
  it.each([0, 60])('is good for one order, with a dedupe window of %i minutes', async dedupeWindowMinutes => {
    const { sandbox, clock, ask } = await createWorld({}, { dedupeWindowMinutes });
    const { state } = await ask('order_create', order);
    const first = await ask('order_create', order, { state, reply: yes });
    expect(first.result).toMatchObject({ outcome: 'ordered', order_id: 73, confirmed_by: 'person' });
    clock.advance(consentValidMs - minuteMs);
    const again = await ask('order_create', order, { state, reply: yes });
    expect(again.result).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    expect(countSent(sandbox)).toBe(1);
  });

  it('orders nothing when the dedupe window and the state itself are over', async () => {
    const { sandbox, clock, ask } = await createWorld({}, { dedupeWindowMinutes: 1 });
    const { state } = await ask('order_create', order);
    await ask('order_create', order, { state, reply: yes });
    clock.advance(consentValidMs + minuteMs);
    const again = await ask('order_create', order, { state, reply: yes });
    if ('idempotency_key' in order) expect(again.result).toMatchObject({ order_id: 73, replayed: true });
    else expect(again.question).toContain('Order 1 server');
    expect(countSent(sandbox)).toBe(1);
  });

  it('sends one order when it comes twice at once', async () => {
    const { sandbox, ask } = await createWorld({}, { dedupeWindowMinutes: 0 });
    const { state } = await ask('order_create', order);
    const rounds = await Promise.all([1, 2].map(() => ask('order_create', order, { state, reply: yes })));
    expect(rounds.map(({ result }) => result?.order_id)).toEqual([73, 73]);
    expect(countSent(sandbox)).toBe(1);
  });

  it('answers its order after that was cancelled, and asks the provider for it once', async () => {
    const { sandbox, ask } = await createWorld({}, { dedupeWindowMinutes: 0 });
    const { state } = await ask('order_create', order);
    await ask('order_create', order, { state, reply: yes });
    const cancelling = await ask('order_cancel', { order_id: 73 });
    await ask('order_cancel', { order_id: 73 }, { state: cancelling.state, reply: yes });
    const reads = countSent(sandbox, 'order_status');
    const again = await ask('order_create', order, { state, reply: yes });
    expect(again.result).toMatchObject({ order_id: 73, replayed: true });
    expect(countSent(sandbox)).toBe(1);
    expect(countSent(sandbox, 'order_status')).toBe(reads + 1);
  });

  it('is spent by an order that was refused: the person is asked again', async () => {
    const { sandbox, ask } = await createWorld({
      faults: { order_create: { name: 'status-429', times: 1 } },
    });
    const { state } = await ask('order_create', order);
    const refused = await ask('order_create', order, { state, reply: yes });
    expect(refused.result).toMatchObject({ outcome: 'not_ordered', error: { code: 'rate_limited' } });
    const again = await ask('order_create', order, { state, reply: yes });
    expect(again.result).toBeUndefined();
    expect(again.state).not.toBe(state);
    const anew = await ask('order_create', order, { state: again.state, reply: yes });
    expect(anew.result).toMatchObject({ outcome: 'ordered', order_id: 73 });
    expect(countSent(sandbox)).toBe(2);
  });

  it.each<ElicitResult>([
    { action: 'decline' },
    { action: 'cancel' },
    { action: 'accept', content: { confirm: false } },
  ])('is spent by the answer %j: a later yes to it is asked about anew', async answer => {
    const { sandbox, clock, ask } = await createWorld();
    const { state } = await ask('order_create', order);
    const refused = await ask('order_create', order, { state, reply: answer });
    expect(refused.result).toMatchObject({ outcome: 'declined' });
    for (const _ of [1, 2]) {
      clock.advance(minuteMs);
      const again = await ask('order_create', order, { state, reply: yes });
      expect(again.result).toBeUndefined();
      expect(again.question).toContain('Order 1 server');
    }
    expect(countSent(sandbox)).toBe(0);
    const again = await ask('order_create', order, { state, reply: yes });
    const anew = await ask('order_create', order, { state: again.state, reply: yes });
    expect(anew.result).toMatchObject({ outcome: 'ordered', order_id: 73 });
    expect(countSent(sandbox)).toBe(1);
  });

  it('asks again when it has expired, and the new answer counts', async () => {
    const { sandbox, clock, ask } = await createWorld();
    const { state } = await ask('order_create', order);
    clock.advance(consentValidMs + 1_000);
    const again = await ask('order_create', order, { state, reply: yes });
    expect(again.question).toContain('Order 1 server');
    expect(countSent(sandbox)).toBe(0);
    const anew = await ask('order_create', order, { state: again.state, reply: yes });
    expect(anew.result).toMatchObject({ outcome: 'ordered' });
  });

  it('is still good at the last moment', async () => {
    const { clock, ask } = await createWorld();
    const { state } = await ask('order_create', order);
    clock.advance(consentValidMs);
    expect((await ask('order_create', order, { state, reply: yes })).result?.outcome).toBe('ordered');
  });

  it('says nothing about other arguments: those are asked about', async () => {
    const { sandbox, ask } = await createWorld();
    const { state } = await ask('order_create', order);
    const [item] = createOrder().items;
    for (const changed of [
      { ...order, items: [createItem('Another')] },
      { ...order, items: [item, createItem('A second one')] },
      { ...order, idempotency_key: 'another' },
      { ...order, reference: 'another' },
    ]) {
      const round = await ask('order_create', changed, { state, reply: yes });
      expect(round.result).toBeUndefined();
      expect(round.question).toContain('Order ');
    }
    expect(countSent(sandbox)).toBe(0);
  });

  it('orders nothing else after it was used: other arguments are asked about under a reference of their own', async () => {
    const { sandbox, ask } = await createWorld();
    const { state } = await ask('order_create', order);
    const { result } = await ask('order_create', order, { state, reply: yes });
    const other = { items: [createItem('Another')] };
    const round = await ask('order_create', other, { state, reply: yes });
    expect(round.question).toContain('"Another"');
    expect(round.question).not.toContain(String(result?.reference));
    expect(countSent(sandbox)).toBe(1);
  });
});

describe('a state that this server did not seal', () => {
  async function sealState() {
    const world = await createWorld();
    const { state = '' } = await world.ask('order_create', createOrder());
    return { ...world, state };
  }

  /** The state with another payload under the old signature. */
  function editState(state: string, edit: (payload: Record<string, unknown>) => object): string {
    const [prefix, body = '', mac] = state.split('.');
    const { p, ...envelope } = JSON.parse(Buffer.from(body, 'base64url').toString());
    const edited = Buffer.from(JSON.stringify({ ...envelope, p: edit(p) })).toString('base64url');
    return [prefix, edited, mac].join('.');
  }

  it.each<[string, (state: string) => string]>([
    [
      'with another intent in it',
      state => editState(state, payload => ({ ...payload, intent: 'f'.repeat(20) })),
    ],
    ['cut short', state => state.slice(0, -2)],
    ['without a signature', state => state.slice(0, state.lastIndexOf('.'))],
    ['made up', () => 'v1.e30.AAAA'],
    ['empty', () => ''],
  ])('asks again: %s', async (_, edit) => {
    const { sandbox, ask, state } = await sealState();
    const edited = edit(state);
    expect(edited).not.toBe(state);
    const round = await ask('order_create', createOrder(), { state: edited, reply: yes });
    expect(round.result).toBeUndefined();
    expect(round.question).toContain('Order 1 server');
    expect(countSent(sandbox)).toBe(0);
  });

  it('asks again when it is of another process', async () => {
    const { sandbox, settings, state } = await sealState();
    const askOther = await openByHand({ settings });
    const round = await askOther('order_create', createOrder(), { state, reply: yes });
    expect(round.question).toContain('Order 1 server');
    expect(countSent(sandbox)).toBe(0);
  });

  it('asks again when there is none, whatever the reply says', async () => {
    const { sandbox, ask } = await sealState();
    const round = await ask('order_create', createOrder(), { reply: yes });
    expect(round.question).toContain('Order 1 server');
    expect(countSent(sandbox)).toBe(0);
  });

  it('asks again when the reply is missing', async () => {
    const { sandbox, ask, state } = await sealState();
    const round = await ask('order_create', createOrder(), { state });
    expect(round.question).toContain('Order 1 server');
    expect(countSent(sandbox)).toBe(0);
  });
});

describe('the state of a question about a cancellation', () => {
  async function askToCancel() {
    const world = await createWorld();
    const { state: yesToOrder } = await world.ask('order_create', createOrder());
    await world.ask('order_create', createOrder(), { state: yesToOrder, reply: yes });
    const { state } = await world.ask('order_cancel', { order_id: 73 });
    return { ...world, state, yesToOrder };
  }

  it('is no yes to an order, nor the other way round', async () => {
    const { sandbox, ask, state, yesToOrder } = await askToCancel();
    const other = { items: [createItem('Another')] };
    expect((await ask('order_create', other, { state, reply: yes })).question).toContain('Order 1 server');
    const cancelling = await ask('order_cancel', { order_id: 73 }, { state: yesToOrder, reply: yes });
    expect(cancelling.question).toContain('Cancel order 73');
    expect(countSent(sandbox, 'order_cancel')).toBe(0);
  });

  it('counts for that very order and item', async () => {
    const { sandbox, ask, state } = await askToCancel();
    for (const other of [{ order_id: 74 }, { order_id: 73, order_item_id: 1293 }]) {
      expect((await ask('order_cancel', other, { state, reply: yes })).question).toContain('Cancel ');
    }
    expect(countSent(sandbox, 'order_cancel')).toBe(0);
  });

  it('asks again when it has expired', async () => {
    const { sandbox, clock, ask, state } = await askToCancel();
    clock.advance(consentValidMs + 1_000);
    const round = await ask('order_cancel', { order_id: 73 }, { state, reply: yes });
    expect(round.question).toContain('Cancel order 73');
    expect(countSent(sandbox, 'order_cancel')).toBe(0);
  });

  it('is spent by a no', async () => {
    const { sandbox, ask, state } = await askToCancel();
    const refused = await ask('order_cancel', { order_id: 73 }, { state, reply: { action: 'decline' } });
    expect(refused.result).toMatchObject({ outcome: 'declined' });
    const again = await ask('order_cancel', { order_id: 73 }, { state, reply: yes });
    expect(again.question).toContain('Cancel order 73');
    expect(countSent(sandbox, 'order_cancel')).toBe(0);
    const anew = await ask('order_cancel', { order_id: 73 }, { state: again.state, reply: yes });
    expect(anew.result).toMatchObject({ outcome: 'cancelled' });
  });

  it.each(['status-429', 'status-500'] as const)(
    'is spent by a yes, also when the provider answers %s',
    async name => {
      const { sandbox, ask, state } = await askToCancel();
      sandbox.setFault('order_cancel', { name, times: 1 });
      const first = await ask('order_cancel', { order_id: 73 }, { state, reply: yes });
      expect(first.result).not.toMatchObject({ outcome: 'cancelled' });
      const again = await ask('order_cancel', { order_id: 73 }, { state, reply: yes });
      expect(again.question).toContain('Cancel order 73');
      expect(countSent(sandbox, 'order_cancel')).toBe(1);
      const anew = await ask('order_cancel', { order_id: 73 }, { state: again.state, reply: yes });
      expect(anew.result).toMatchObject({ outcome: 'cancelled', confirmed_by: 'person' });
    },
  );

  it('sends one cancellation when it comes twice at once', async () => {
    const { sandbox, ask, state } = await askToCancel();
    await Promise.all([1, 2].map(() => ask('order_cancel', { order_id: 73 }, { state, reply: yes })));
    expect(countSent(sandbox, 'order_cancel')).toBe(1);
  });

  it('sends nothing more when it is replayed after the cancellation', async () => {
    const { sandbox, ask, state } = await askToCancel();
    for (const _ of [1, 2]) {
      const { result } = await ask('order_cancel', { order_id: 73 }, { state, reply: yes });
      expect(result?.outcome).toBe('cancelled');
    }
    expect(countSent(sandbox, 'order_cancel')).toBe(1);
  });
});

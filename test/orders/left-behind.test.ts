import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../src/journal/record.ts';
import { createContext } from '../../src/order-service.ts';
import type { OrderContext } from '../../src/orders/context.ts';
import { createIntent, type Intent, toWireOrder } from '../../src/orders/create/intent.ts';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { call as callProvider, createClock, openSandbox } from '../sandbox/sandbox-client.ts';
import { toListed } from './listed-order.ts';
import { createStandingBudget, leaveRecord, openScriptedContext, placeIntent } from './scripted-context.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const callers = [
  ['without a key', createOrder('server')],
  ['with a key', { ...createOrder('server'), idempotency_key: 'job-1' }],
] as const;

/** A process that got as far as `state`, and a new one on the same state directory that the same call comes to. */
async function openAfterDeath(order: object, state: 'claimed' | 'sending') {
  const sandbox = await openSandbox();
  const clock = createClock();
  const credentials = { kind: 'token', token: sandbox.token } as const;
  const settings = { ...createSettings(sandbox), credentials };
  const { journal } = createContext(settings, { version: '0.0.0', now: clock.now, elapsed: clock.now });
  const wish = createIntent(orderRequestSchema.parse(order));
  await leaveRecord({ journal }, wish, { state });
  const server = await openServer({ settings, now: clock.now });
  const countSent = () => sandbox.received.filter(({ action }) => action === 'order_create').length;
  return { clock, journal, wish, countSent, call: () => server.call('order_create', order), sandbox };
}

describe.each(callers)('the same call, %s, in a new process', (_, order) => {
  it.each([minuteMs, dayMs])(
    'is a new order after a claim that was left behind, %i ms later',
    async laterMs => {
      const { clock, journal, call, countSent } = await openAfterDeath(order, 'claimed');
      clock.advance(laterMs);
      const result = await call();
      expect(result).toMatchObject({ outcome: 'ordered', order_id: 73 });
      expect(result).not.toHaveProperty('replayed');
      expect((await journal.records()).all).toMatchObject([
        { state: 'void' },
        { state: 'ordered', order_id: '73' },
      ]);
      expect(countSent()).toBe(1);
    },
  );

  it.each([minuteMs, dayMs])(
    'looks up what may have been sent, and never sends it, %i ms later',
    async laterMs => {
      const { clock, journal, wish, call, countSent } = await openAfterDeath(order, 'sending');
      clock.advance(laterMs);
      for (const revision of [2, 2]) {
        expect(await call()).toMatchObject({
          outcome: 'unknown',
          reference: wish.reference,
          error: { code: 'unresolved', retryable: true },
        });
        expect((await journal.records()).all).toMatchObject([{ state: 'unknown', revision }]);
      }
      expect(countSent()).toBe(0);
    },
  );

  it.each([minuteMs, dayMs])('finds what was sent before the process died, %i ms later', async laterMs => {
    const { clock, wish, call, sandbox, countSent } = await openAfterDeath(order, 'sending');
    await callProvider(sandbox, { action: 'order_create', ...toWireOrder(wish) });
    clock.advance(laterMs);
    expect(await call()).toMatchObject({ outcome: 'ordered', order_id: 73, reconciled: true });
    expect(await call()).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
    expect(countSent()).toBe(1);
  });
});

/** A new process, and a step of the old one that happens at the second look of the new one at the journal. */
async function openBesideLiving(
  wish: Intent,
  state: 'claimed' | 'sending',
  step: (living: OrderContext, record: JournalRecord) => Promise<unknown>,
) {
  const sent: unknown[] = [];
  const { context, createAnother } = openScriptedContext({
    read: ({ action }) => (action === 'order_list' ? [] : toListed({ order_id: 73 })),
    write: (_action, parameters) => {
      sent.push(parameters);
      return Promise.reject(new Error('sent again'));
    },
  });
  const record = await leaveRecord(context, wish, { state });
  let looks = 0;
  const journal = {
    ...context.journal,
    async records() {
      looks += 1;
      if (looks === 2) await step(createAnother(), record);
      return await context.journal.records();
    },
  };
  const place = (remainingMs = 45_000) =>
    placeIntent({ ...context, journal }, wish, { budget: createStandingBudget(remainingMs) });
  return { context, record, sent, place };
}

describe.each(callers)('the same call, %s, beside a process that still works on it', (_, order) => {
  const again = () => createIntent(orderRequestSchema.parse(order));

  it.each(['claimed', 'sending'] as const)(
    'waits while it is %s, and answers what became of it',
    async state => {
      const { sent, place } = await openBesideLiving(again(), state, async ({ journal }, record) => {
        const sending = state === 'sending' ? record : await journal.change(record, { state: 'sending' });
        await journal.change(sending ?? record, { state: 'ordered', order_id: '73' });
      });
      expect(await place()).toMatchObject({ outcome: 'ordered', order_id: 73, replayed: true });
      expect(sent).toEqual([]);
    },
  );

  it.each(['claimed', 'sending'] as const)(
    'hears that it is in flight when its own time is up (%s)',
    async state => {
      const { context, record, sent, place } = await openBesideLiving(again(), state, async () => {});
      // 1 s of the call is kept for the answer.
      expect(await place(1_000)).toMatchObject({
        outcome: 'unknown',
        reference: record.reference,
        error: { code: 'in_progress', retryable: true },
      });
      expect((await context.journal.records()).all).toEqual([record]);
      expect(sent).toEqual([]);
    },
  );
});

it('a key that names another request in flight is a conflict, also when no time is left to wait', async () => {
  const { context } = openScriptedContext();
  const create = (name: string) =>
    createIntent(orderRequestSchema.parse({ ...createOrder(name), idempotency_key: 'job-1' }));
  const wish = create('server');
  await leaveRecord(context, create('another'), { state: 'sending' }, 'another');
  const result = await placeIntent(context, wish, { budget: createStandingBudget(500) });
  expect(result).toMatchObject({ outcome: 'not_ordered', error: { code: 'idempotency_conflict' } });
});

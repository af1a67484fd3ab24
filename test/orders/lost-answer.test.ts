import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/start-sandbox.ts';
import { yes } from '../consent/ask-by-hand.ts';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { bendAnswer, toFault } from '../kit/scripted-answer.ts';
import { call as callProvider, openSandbox } from '../sandbox/sandbox-client.ts';

async function open(options: SandboxOptions = {}) {
  const sandbox = await openSandbox(options);
  const settings = createSettings(sandbox, { requestTimeoutMs: 1_000 });
  return { sandbox, settings, ...(await openServer({ settings })) };
}

/** Somebody else's order at the same account, such as one made in the portal. */
async function orderElsewhere(sandbox: Sandbox, name: string, reference?: string): Promise<void> {
  const items = [createItem(name)];
  await callProvider(sandbox, {
    action: 'order_create',
    items,
    ...(reference !== undefined && { reference }),
  });
}

function countSent(sandbox: Sandbox): number {
  return sandbox.received.filter(
    ({ action, headers }) => action === 'order_create' && headers['user-agent'] !== undefined,
  ).length;
}

const lostOnce: Fault = { name: 'reset-after', times: 1 };
const neverArrived: Fault = { name: 'reset-before', times: 1 };
const withoutItems = bendAnswer(orders =>
  Object.values(orders).map(order => ({ ...Object(order), order_items: undefined })),
);

describe('a lost answer', () => {
  it.each([
    'reset-after',
    'cut-off',
    'hang',
    'empty',
    'html',
    'not-json',
    'bad-utf8',
    'status-500-after',
    'status-503-after',
    'status-408-after',
    'status-409-after',
    'json-status-500-after',
  ] as const)('leads to the truth after %s', async name => {
    const { sandbox, call } = await open({ faults: { order_create: toFault(name) } });
    const result = await call('order_create', createOrder());
    expect(result).toMatchObject({ outcome: 'ordered', order_id: 73, reconciled: true });
    expect(sandbox.orders()).toHaveLength(1);
  });

  it('leads to the payment request that it held', async () => {
    const { call } = await open({ creditCents: 0, faults: { order_create: lostOnce } });
    const result = await call('order_create', createOrder());
    expect(result).toMatchObject({
      outcome: 'payment_required',
      order_id: 73,
      reconciled: true,
      payment: { amount: '12.25' },
    });
  });

  it.each([
    ['answers carry the reference', { answersCarryReference: true }, 'reference'],
    ['answers do not carry it', {}, 'item_names'],
    ['lists hold no items', { faults: { order_list: withoutItems } }, 'item_names'],
  ] as const)('is not taken for an older order of the same name: %s', async (_, style, matchedBy) => {
    const { sandbox, call } = await open(style);
    await orderElsewhere(sandbox, 'My testserver 1');
    await orderElsewhere(sandbox, 'Other');
    sandbox.setFault('order_create', neverArrived);
    expect((await call('order_create', createOrder())).outcome).toBe('unknown');
    expect(sandbox.orders()).toHaveLength(2);
    sandbox.setFault('order_create', lostOnce);
    const other = await call('order_create', createOrder('Other'));
    expect(other).toMatchObject({ outcome: 'ordered', order_id: 75, matched_by: matchedBy });
  });

  it('is proven by the reference although another lost intent has the same names', async () => {
    const sandbox = await openSandbox({
      answersCarryReference: true,
      faults: { order_create: neverArrived },
    });
    const { call, questions } = await openServer({ settings: createSettings(sandbox), answer: () => yes });
    expect((await call('order_create', { ...createOrder(), idempotency_key: 'a' })).outcome).toBe('unknown');
    sandbox.setFault('order_create', lostOnce);
    const second = await call('order_create', { ...createOrder(), idempotency_key: 'b' });
    expect(second).toMatchObject({ outcome: 'ordered', order_id: 73, matched_by: 'reference' });
    expect(questions[1]?.message).toContain('no answer came');
  });

  it("is not taken for a stranger's new order of another name", async () => {
    const { sandbox, call } = await open({ faults: { order_create: neverArrived } });
    sandbox.hooks.onReceived = async ({ action }) => {
      if (action !== 'order_create') return;
      sandbox.hooks.onReceived = undefined;
      sandbox.setFault('order_create', undefined);
      await orderElsewhere(sandbox, 'Somebody else');
      sandbox.setFault('order_create', neverArrived);
    };
    expect((await call('order_create', createOrder())).outcome).toBe('unknown');
    expect(sandbox.orders()).toHaveLength(1);
  });

  it("is not taken for a stranger's order of the same name that carries another reference", async () => {
    const { sandbox, call } = await open({
      answersCarryReference: true,
      faults: { order_create: neverArrived },
    });
    expect((await call('order_create', createOrder())).outcome).toBe('unknown');
    await orderElsewhere(sandbox, 'My testserver 1', 'theirs');
    expect((await call('order_create', createOrder())).outcome).toBe('unknown');
  });

  it('stays unknown when two new orders could be it', async () => {
    const { sandbox, call } = await open({ listLagMs: 3_600_000, faults: { order_create: lostOnce } });
    expect((await call('order_create', createOrder())).outcome).toBe('unknown');
    await orderElsewhere(sandbox, 'My testserver 1');
    sandbox.style.listLagMs = 0;
    const again = await call('order_create', createOrder());
    expect(again).toMatchObject({ outcome: 'unknown', error: { code: 'unresolved' } });
    expect(JSON.stringify(again.error)).toContain('several');
  });

  it('proves nothing by name when there was no baseline', async () => {
    const { sandbox, call } = await open({
      faults: { order_create: lostOnce, order_list: { name: 'status-403', times: 1 } },
    });
    expect((await call('order_create', createOrder())).outcome).toBe('unknown');
    expect(sandbox.orders()).toHaveLength(1);
  });

  it('is looked up by the order id that a failing answer names', async () => {
    const { sandbox, call } = await open({
      faults: {
        order_create: {
          name: 'scripted',
          carriesOut: true,
          answer: real => ({
            status: 422,
            headers: { 'content-type': 'application/json' },
            body: real?.body ?? '',
          }),
        },
      },
    });
    const result = await call('order_create', createOrder());
    expect(result).toMatchObject({ outcome: 'ordered', order_id: 73, matched_by: 'order_id' });
    expect(sandbox.orders()).toHaveLength(1);
  });

  it('stays unknown with its id when the named order cannot be read', async () => {
    const { call } = await open({
      faults: {
        order_create: {
          name: 'scripted',
          carriesOut: false,
          answer: () => ({
            status: 422,
            headers: { 'content-type': 'application/json' },
            body: '{"order_id":99}',
          }),
        },
      },
    });
    expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'unknown', order_id: 99 });
  });

  it('stands under unresolved in order_list until it is settled', async () => {
    const { sandbox, call } = await open({ listLagMs: 3_600_000, faults: { order_create: lostOnce } });
    const lost = await call('order_create', createOrder());
    const listed = await call('order_list');
    expect(listed.unresolved).toEqual([
      { reference: lost.reference, time: expect.any(String), items: ['My testserver 1'], state: 'unknown' },
    ]);
    sandbox.style.listLagMs = 0;
    await call('order_create', createOrder());
    expect(await call('order_list')).not.toHaveProperty('unresolved');
  });

  it('of an order that a lost state directory forgot is answered by its derived reference, and nothing is sent', async () => {
    const { sandbox, call } = await open({ answersCarryReference: true });
    const order = { ...createOrder(), idempotency_key: 'job-7' };
    await call('order_create', order);
    const fresh = await openServer({ settings: createSettings(sandbox) });
    const again = await fresh.call('order_create', order);
    expect(again).toMatchObject({
      outcome: 'ordered',
      order_id: 73,
      replayed: true,
      matched_by: 'reference',
    });
    expect(countSent(sandbox)).toBe(1);
  });

  it('of another request under the same key is a conflict, also when the state directory is lost', async () => {
    const { sandbox, call } = await open({ answersCarryReference: true });
    await call('order_create', { ...createOrder(), idempotency_key: 'job-7' });
    const fresh = await openServer({ settings: createSettings(sandbox) });
    const other = await fresh.call('order_create', { ...createOrder('Another'), idempotency_key: 'job-7' });
    expect(other).toMatchObject({ outcome: 'not_ordered', error: { code: 'idempotency_conflict' } });
    expect(countSent(sandbox)).toBe(1);
  });
});

describe('an order that never left', () => {
  it('is provably not ordered when nobody listens, and can be ordered afterwards', async () => {
    const { sandbox, settings, call } = await open();
    await sandbox.close();
    const result = await call('order_create', createOrder());
    expect(result).toMatchObject({ outcome: 'not_ordered', error: { code: 'unavailable', retryable: true } });
    const again = await openSandbox({ port: Number(settings.apiUrl.port) });
    expect(again.orders()).toHaveLength(0);
  });
});

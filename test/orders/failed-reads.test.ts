import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toJournalDirectory } from '../../src/journal/files/file-store.ts';
import type { SandboxOptions } from '../../src/sandbox/start-sandbox.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { answerWith } from '../kit/scripted-answer.ts';
import { call as callProvider, openSandbox } from '../sandbox/sandbox-client.ts';

async function open(options: SandboxOptions = {}) {
  const sandbox = await openSandbox(options);
  const settings = createSettings(sandbox, { requestTimeoutMs: 1_000 });
  const countSent = () => sandbox.received.filter(({ action }) => action === 'order_create').length;
  return { sandbox, settings, countSent, ...(await openServer({ settings })) };
}

const troubles = [
  { status: 503, message: 'try later' },
  { status: 429 },
  { status: 401, message: 'who are you' },
  { status: 500, error: 'broken' },
  { order_id: 73, status: 503, message: 'temporarily unavailable' },
  { order_id: 99, status: 500 },
  { status: 200, message: 'OK' },
  {},
  ['nothing'],
];

describe('an order that cannot be read again', () => {
  it.each(troubles)('is not sent again when order_status answers 200 with %j', async body => {
    const { sandbox, call, countSent } = await open();
    await call('order_create', createOrder());
    sandbox.setFault('order_status', answerWith(body));
    for (let repeat = 0; repeat < 2; repeat++) {
      expect(await call('order_create', createOrder())).toMatchObject({
        outcome: 'ordered',
        order_id: 73,
        replayed: true,
        warnings: [expect.stringContaining('could not be read')],
      });
    }
    expect(countSent()).toBe(1);
  });

  it.each(troubles)('stays one that waits for payment when order_status answers 200 with %j', async body => {
    const { sandbox, call, countSent } = await open({ creditCents: 0 });
    await call('order_create', createOrder());
    sandbox.setFault('order_status', answerWith(body));
    expect(await call('order_create', createOrder())).toMatchObject({
      outcome: 'payment_required',
      order_id: 73,
    });
    expect(countSent()).toBe(1);
  });

  it('frees its request only once the provider says of every item that it failed', async () => {
    const { sandbox, call, countSent } = await open();
    await call('order_create', createOrder());
    const items = [{ id: 1293, status: 500, reference: 'My testserver 1' }];
    sandbox.setFault('order_status', answerWith({ order_id: 73, status: 500, order_items: items }));
    expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'ordered', order_id: 74 });
    expect(countSent()).toBe(2);
  });
});

describe('an order id that a refusal names', () => {
  it.each([
    ['names an older order of somebody else', { order_id: 73, message: 'see your order 73' }, undefined],
    ['names one that there is not', { order_id: 99 }, 99],
  ])('is not taken for ours when it %s', async (_, refusal, named) => {
    const { sandbox, call } = await open();
    const elsewhere = createOrder('Other thing');
    await callProvider(sandbox, { action: 'order_create', ...elsewhere });
    sandbox.setFault('order_create', answerWith(refusal, { status: 422 }));
    for (const answer of [undefined, {}, { error: 'no such order' }, [{ x: 1 }], { status: 503 }]) {
      sandbox.setFault('order_status', answer && answerWith(answer));
      const result = await call('order_create', createOrder());
      expect(result).toMatchObject({ outcome: 'unknown', error: { retryable: true } });
      expect(result.order_id).toBe(named);
    }
  });

  it('is not taken for ours when it has our servers but stood there before', async () => {
    const { sandbox, call } = await open();
    await callProvider(sandbox, { action: 'order_create', ...createOrder() });
    sandbox.setFault('order_create', answerWith({ order_id: 73 }, { status: 409 }));
    const result = await call('order_create', createOrder());
    expect(result.outcome).toBe('unknown');
    expect(result).not.toHaveProperty('order_id');
  });
});

describe('an order id that is not proven to be ours', () => {
  /** An order whose answer was lost and named one of somebody else. */
  async function openUnproven() {
    const opened = await open();
    opened.sandbox.setFault('order_create', answerWith({ order_id: 99 }, { status: 422 }));
    expect(await opened.call('order_create', createOrder())).toMatchObject({ outcome: 'unknown' });
    return opened;
  }

  it.each([
    [
      'failed',
      { order_id: 99, status: 500, order_items: [{ id: 1, status: 500, reference: 'Other thing' }] },
    ],
    ['asks for payment', { order_id: 99, status: 402, invoice_id: 7 }],
  ])('settles nothing when that order %s', async (_, body) => {
    const { sandbox, call, countSent } = await openUnproven();
    sandbox.setFault('order_status', answerWith(body));
    await call('order_status', { order_id: 99 });
    const { unresolved } = await call('order_list');
    expect(unresolved).toMatchObject([{ state: 'unknown' }]);
    await call('order_create', createOrder());
    expect(countSent()).toBe(1);
  });

  it('settles nothing when that order is cancelled', async () => {
    const { sandbox, call, countSent } = await openUnproven();
    sandbox.setFault('order_cancel', answerWith({}));
    expect(await call('order_cancel', { order_id: 99 })).toMatchObject({ outcome: 'cancelled' });
    expect(await call('order_create', createOrder())).toMatchObject({ outcome: 'unknown' });
    expect(countSent()).toBe(1);
  });
});

describe('a key that was used from another state directory', () => {
  it('does not make an order of other servers ours when the answer is lost', async () => {
    const { sandbox, call } = await open({ answersCarryReference: true });
    await call('order_create', { ...createOrder('A'), idempotency_key: '1' });
    const elsewhere = await openServer({ settings: createSettings(sandbox, { requestTimeoutMs: 1_000 }) });
    sandbox.setFault('order_list', { name: 'status-403', times: 1 });
    sandbox.setFault('order_create', { name: 'reset-before', times: 1 });
    const lost = await elsewhere.call('order_create', { ...createOrder('B'), idempotency_key: '1' });
    expect(lost).toMatchObject({ outcome: 'unknown' });
    expect(lost).not.toHaveProperty('order_id');
  });
});

describe('a journal that is removed under a running server', () => {
  it('is begun anew, and what the new one holds counts', async () => {
    const { call, settings, countSent } = await open();
    await call('order_create', createOrder('first'));
    await call('order_create', createOrder('second'));
    rmSync(toJournalDirectory(settings), { recursive: true });
    expect(await call('order_create', createOrder('third'))).toMatchObject({ order_id: 75 });
    expect(await call('order_create', createOrder('third'))).toMatchObject({ order_id: 75, replayed: true });
    expect(countSent()).toBe(3);
  });
});

it('an order that was found by its names alone carries a warning', async () => {
  const { sandbox, call } = await open();
  sandbox.setFault('order_create', { name: 'reset-after', times: 1 });
  expect(await call('order_create', createOrder())).toMatchObject({
    outcome: 'ordered',
    matched_by: 'item_names',
    warnings: expect.arrayContaining([expect.stringContaining('check that it is the right one')]),
  });
});

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { toJournalDirectory } from '../../src/journal/files/file-store.ts';
import type { SandboxOptions } from '../../src/sandbox/start-sandbox.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { answerWith, toFault } from '../kit/scripted-answer.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

async function open(options: SandboxOptions = {}) {
  const sandbox = await openSandbox(options);
  const settings = createSettings(sandbox, { requestTimeoutMs: 1_000 });
  const server = await openServer({ settings });
  await server.call('order_create', createOrder());
  const countSent = () => sandbox.received.filter(({ action }) => action === 'order_cancel').length;
  return { sandbox, settings, countSent, ...server };
}

describe('order_cancel', () => {
  it('cancels an order, and says so when it was cancelled before', async () => {
    const { call, countSent } = await open();
    expect(await call('order_cancel', { order_id: 73 })).toMatchObject({
      outcome: 'cancelled',
      order_id: 73,
    });
    const again = await call('order_cancel', { order_id: '73' });
    expect(again).toMatchObject({
      outcome: 'cancelled',
      order_id: 73,
      warnings: [expect.stringContaining('before')],
    });
    expect(countSent()).toBe(1);
  });

  it('cancels one item and leaves the order standing', async () => {
    const { call, sandbox } = await open();
    expect(await call('order_cancel', { order_id: 73, order_item_id: 1293 })).toMatchObject({
      outcome: 'cancelled',
      order_id: 73,
      order_item_id: 1293,
    });
    expect(sandbox.received.findLast(({ action }) => action === 'order_cancel')?.body).toEqual({
      action: 'order_cancel',
      order_id: 73,
      order_item_id: 1293,
    });
  });

  it('of an unknown order is not cancelled', async () => {
    const { call } = await open();
    const result = await call('order_cancel', { order_id: 99 });
    expect(result).toMatchObject({ outcome: 'not_cancelled', order_id: 99, error: { code: 'not_found' } });
  });

  it.each(['reset-after', 'hang', 'cut-off', 'status-500-after', 'html', 'redirect'] as const)(
    'is sent once and says unknown after %s',
    async name => {
      const { call, sandbox, countSent } = await open();
      sandbox.setFault('order_cancel', toFault(name));
      const result = await call('order_cancel', { order_id: 73 });
      expect(result).toMatchObject({
        outcome: 'unknown',
        order_id: 73,
        next_step: expect.stringContaining('order_status'),
      });
      expect(countSent()).toBe(1);
    },
  );

  it.each([
    {},
    [],
    null,
    { status: 200 },
    { order_id: 73, status: '200', message: 'Cancelled' },
    { order: { order_id: '73', status: 202 } },
  ])('counts as done when the provider answers 200 with %j', async body => {
    const { call, sandbox } = await open();
    sandbox.setFault('order_cancel', answerWith(body));
    expect(await call('order_cancel', { order_id: 73 })).toMatchObject({ outcome: 'cancelled' });
  });

  it.each([
    { success: false, error: 'contract runs 12 months' },
    { status: 200, success: false },
    { status: 200, order: { order_id: 73, status: 404 } },
    { error: 'denied' },
    { status: 'failed' },
    { code: 403 },
    'Not allowed',
    false,
    ['error'],
    { order_id: 99, status: 200 },
    { message: 'Cancelled?' },
  ])('is unknown, and can be sent again, when the provider answers 200 with %j', async body => {
    const { call, sandbox, countSent } = await open();
    sandbox.setFault('order_cancel', answerWith(body));
    expect(await call('order_cancel', { order_id: 73 })).toMatchObject({
      outcome: 'unknown',
      error: { code: 'bad_response' },
      provider: body,
    });
    sandbox.setFault('order_cancel', undefined);
    expect(await call('order_create', createOrder())).toMatchObject({ order_id: 73, replayed: true });
    expect(await call('order_cancel', { order_id: 73 })).toMatchObject({ outcome: 'cancelled' });
    expect(countSent()).toBe(2);
  });

  it.each([{ order: { status: 404 } }, { status: 403 }])(
    'is not done when the provider answers 200 with %j',
    async body => {
      const { call, sandbox } = await open();
      sandbox.setFault('order_cancel', answerWith(body));
      expect(await call('order_cancel', { order_id: 73 })).toMatchObject({ outcome: 'not_cancelled' });
    },
  );

  it('that never left is provably not cancelled', async () => {
    const { call, sandbox } = await open();
    await sandbox.close();
    expect(await call('order_cancel', { order_id: 73 })).toMatchObject({
      outcome: 'not_cancelled',
      error: { code: 'unavailable', retryable: true },
    });
  });

  it('goes on without a readable journal, with a warning', async () => {
    const { call, settings, countSent } = await open();
    writeFileSync(path.join(toJournalDirectory(settings), '00000002.0.json'), 'damaged');
    const result = await call('order_cancel', { order_id: 73 });
    expect(result).toMatchObject({ outcome: 'cancelled', warnings: [expect.stringContaining('journal')] });
    expect(countSent()).toBe(1);
  });
});

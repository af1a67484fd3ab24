import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { toJournalDirectory } from '../../src/journal/files/file-store.ts';
import { cancelOrder } from '../../src/orders/cancel-order.ts';
import type { SandboxOptions } from '../../src/sandbox/start-sandbox.ts';
import { createBudget } from '../../src/time-budget.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { answerWith, toFault } from '../kit/scripted-answer.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { openScriptedContext } from './scripted-context.ts';

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

  it('is sent once each time and says unknown where the answer is lost or no answer to it', async () => {
    const { call, sandbox, countSent } = await open();
    const names = ['reset-after', 'cut-off', 'status-500-after', 'html', 'redirect'] as const;
    for (const [index, name] of names.entries()) {
      sandbox.setFault('order_cancel', toFault(name));
      const next_step = expect.stringContaining('order_status');
      const result = await call('order_cancel', { order_id: 73 });
      expect(result).toMatchObject({ outcome: 'unknown', order_id: 73, next_step });
      expect(countSent()).toBe(index + 1);
    }
  });

  it('counts as done when a 2xx holds nothing, or a success of this order', async () => {
    const { call, sandbox } = await open();
    const bodies = [
      {},
      [],
      null,
      { status: 200 },
      { order_id: 995, status: '200', message: 'Cancelled' },
      { order: { order_id: '996', status: 202 } },
    ];
    for (const [index, body] of bodies.entries()) {
      sandbox.setFault('order_cancel', answerWith(body));
      const order_id = 991 + index;
      expect(await call('order_cancel', { order_id })).toMatchObject({ outcome: 'cancelled', order_id });
    }
  });

  it('is unknown, and can be sent again, when a 2xx says anything else', async () => {
    const { call, sandbox, countSent } = await open();
    const bodies = [
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
    ];
    for (const body of bodies) {
      sandbox.setFault('order_cancel', answerWith(body));
      const error = { code: 'bad_response' };
      const result = await call('order_cancel', { order_id: 73 });
      expect(result).toMatchObject({ outcome: 'unknown', error, provider: body });
    }
    sandbox.setFault('order_cancel', undefined);
    expect(await call('order_create', createOrder())).toMatchObject({ order_id: 73, replayed: true });
    expect(await call('order_cancel', { order_id: 73 })).toMatchObject({ outcome: 'cancelled' });
    expect(countSent()).toBe(bodies.length + 1);
  });

  it('is not done when a 2xx says that it failed', async () => {
    const { call, sandbox } = await open();
    for (const body of [{ order: { status: 404 } }, { status: 403 }]) {
      sandbox.setFault('order_cancel', answerWith(body));
      expect(await call('order_cancel', { order_id: 73 })).toMatchObject({ outcome: 'not_cancelled' });
    }
  });

  it('sends nothing for a call that was cancelled', async () => {
    const { context } = openScriptedContext();
    const settings = createSettings({ apiUrl: context.provider.apiUrl.href, token: 'token' });
    const client = { canAsk: false, canOpenPage: false };
    const call = { budget: createBudget(), client, signal: AbortSignal.abort() };
    const cancelling = cancelOrder({ ...context, settings, answered: new Set() }, { order_id: '73' }, call);
    await expect(cancelling).rejects.toThrow('cancelled before anything was sent');
  });

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

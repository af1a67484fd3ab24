import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toJournalDirectory } from '../../src/journal/files/file-store.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, createStateDirectory, openServer } from '../kit/open-server.ts';
import { type FileFault, spawnServer } from '../kit/spawn-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

function countSent(sandbox: Sandbox): number {
  return sandbox.received.filter(({ action }) => action === 'order_create').length;
}

async function openWithFault(fileFault: FileFault) {
  const sandbox = await openSandbox();
  const env = {
    VPS_API_URL: sandbox.apiUrl,
    VPS_API_TOKEN: sandbox.token,
    VPS_STATE_DIR: createStateDirectory(),
    VPS_REQUEST_TIMEOUT_MS: '3000',
  };
  const server = await spawnServer({ env, fileFault });
  onTestFinished(() => server.close());
  return { sandbox, order: () => server.call('order_create', createOrder()) };
}

describe('a state directory', () => {
  it('that cannot be made refuses the order before sending, and lets reads go on', async () => {
    const sandbox = await openSandbox();
    const file = path.join(createStateDirectory(), 'a-file');
    writeFileSync(file, '');
    const { call } = await openServer({ settings: createSettings(sandbox, { stateDirectory: file }) });
    const result = await call('order_create', createOrder());
    expect(result).toMatchObject({
      outcome: 'not_ordered',
      error: { code: 'state_unwritable', retryable: false },
    });
    expect(JSON.stringify(result.error)).toContain(file);
    expect(countSent(sandbox)).toBe(0);
    expect((await call('order_list')).outcome).toBe('ok');
    expect((await call('server_list')).outcome).toBe('ok');
  });

  it.each([
    ['full', 'the claim', { name: '\\.0\\.json$', does: 'ENOSPC' }],
    ['full', '`sending`', { name: '\\.1\\.json$', does: 'ENOSPC' }],
    ['read-only', 'the claim', { name: '\\.0\\.json$', does: 'EROFS' }],
    ['read-only', '`sending`', { name: '\\.1\\.json$', does: 'EROFS' }],
  ] as const)('that is %s at %s refuses the order before sending', async (_what, _when, fault) => {
    const { sandbox, order } = await openWithFault({ when: 'before', ...fault });
    expect(await order()).toMatchObject({ outcome: 'not_ordered', error: { code: 'state_unwritable' } });
    expect(countSent(sandbox)).toBe(0);
  });

  it('that is full after sending still answers the outcome, warns, and never sends again', async () => {
    const { sandbox, order } = await openWithFault({
      when: 'before',
      name: '\\.2\\.json$',
      does: 'ENOSPC',
    });
    const first = await order();
    expect(first).toMatchObject({ outcome: 'ordered', order_id: 73 });
    expect(first.warnings).toEqual(expect.arrayContaining([expect.stringContaining('could not be written')]));
    expect(await order()).toMatchObject({ outcome: 'ordered', order_id: 73, reconciled: true });
    expect(countSent(sandbox)).toBe(1);
  });

  it('with a damaged record refuses to order, naming the file, and lets reads go on with a warning', async () => {
    const sandbox = await openSandbox();
    const settings = createSettings(sandbox);
    const { call } = await openServer({ settings });
    await call('order_create', createOrder('first'));
    const file = path.join(toJournalDirectory(settings), '00000002.0.json');
    writeFileSync(file, '{"format":1,');
    const result = await call('order_create', createOrder('second'));
    expect(result).toMatchObject({ outcome: 'not_ordered', error: { code: 'state_unwritable' } });
    expect(JSON.stringify(result.error)).toContain(file);
    expect(countSent(sandbox)).toBe(1);
    expect(await call('order_create', { ...createOrder('second'), dry_run: true })).toMatchObject({
      outcome: 'dry_run',
      warnings: expect.arrayContaining([expect.stringContaining(file)]),
    });
    const listed = await call('order_list');
    expect(listed).toMatchObject({ outcome: 'ok', total: 1, warnings: [expect.stringContaining('journal')] });
    expect(await call('order_status', { order_id: 73 })).toMatchObject({
      outcome: 'ok',
      warnings: [expect.stringContaining('journal cannot be read')],
    });
    expect((await call('order_cancel', { order_id: 73 })).outcome).toBe('cancelled');
  });

  it('with a foreign file in it works as ever', async () => {
    const sandbox = await openSandbox();
    const settings = createSettings(sandbox);
    const { call } = await openServer({ settings });
    await call('order_create', createOrder('first'));
    writeFileSync(path.join(toJournalDirectory(settings), 'README'), 'hands off');
    expect(await call('order_create', createOrder('second'))).toMatchObject({
      outcome: 'ordered',
      order_id: 74,
    });
  });
});

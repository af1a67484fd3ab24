import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { createOrder } from '../kit/example-order.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { builtCommand, sandboxEnv } from '../kit/server-process.ts';
import { findFreePort } from '../provider/provider-kit.ts';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';

const script = fileURLToPath(new URL('../../examples/order-unattended.mjs', import.meta.url));

interface Event {
  readonly event: string;
  readonly order_id?: number;
  readonly payment?: { readonly url: string };
  readonly error?: { readonly code: string; readonly message: string };
  readonly next_step?: string;
  readonly servers?: { readonly name: string }[];
}

/** A job runner with a volume that stays: runs the example, and acts on what it prints. */
function createRunner(env: Record<string, string>, order: object | string = createOrder('web-1')) {
  const volume = createStateDirectory();
  const file = path.join(volume, 'order.json');
  writeFileSync(file, typeof order === 'string' ? order : JSON.stringify(order));
  return async (args: string[] = [], onEvent?: (event: Event) => Promise<void>) => {
    const all = [script, '--server', builtCommand, '--job', 'deploy-7', '--order', file, ...args];
    const child = spawn(process.execPath, all, {
      env: { PATH: process.env.PATH, HOME: volume, VPS_STATE_DIR: path.join(volume, 'state'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const closed = once(child, 'close');
    let stderr = '';
    child.stderr.on('data', chunk => {
      stderr += chunk;
    });
    const events: Event[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const event: Event = JSON.parse(line);
      events.push(event);
      await onEvent?.(event);
    }
    const [code] = await closed;
    return { code, events, stderr };
  };
}

/** The built command, which says first by what process id it can be killed. */
function createKillable() {
  const folder = createStateDirectory();
  const pidFile = path.join(folder, 'pid');
  const file = path.join(folder, 'server.mjs');
  const lines = [
    `import { readFileSync, writeFileSync } from 'node:fs';`,
    `writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));`,
    `await import(${JSON.stringify(pathToFileURL(builtCommand).href)});`,
  ];
  writeFileSync(file, lines.join('\n'));
  return { file, kill: () => process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL') };
}

function countOrders(sandbox: Sandbox): number {
  return sandbox.received.filter(({ action }) => action === 'order_create').length;
}

async function payAt(event: Event): Promise<void> {
  if (event.payment) await fetch(event.payment.url, { method: 'POST', redirect: 'manual' });
}

it('orders, says where to pay, goes on once it is paid; its job id stands for that order alone', async () => {
  const sandbox = await openSandbox({ creditCents: 0, provisioningMs: 200 });
  const run = createRunner(sandboxEnv(sandbox));
  const first = await run([], payAt);
  expect(first).toMatchObject({
    code: 0,
    events: [
      { event: 'payment_required', order_id: 73, payment: { url: expect.stringContaining('/invoices/') } },
      { event: 'ready', order_id: 73, servers: [{ name: 'web-1' }] },
    ],
  });
  expect(await run()).toMatchObject({ code: 0, events: [{ event: 'ready', order_id: 73 }] });
  const other = path.join(createStateDirectory(), 'other.json');
  writeFileSync(other, JSON.stringify(createOrder('web-2')));
  expect(await run(['--order', other])).toMatchObject({
    code: 1,
    events: [{ error: { code: 'idempotency_conflict' } }],
  });
  expect(countOrders(sandbox)).toBe(1);
});

it('an order that nobody pays ends with 3, and stays the same order', async () => {
  const sandbox = await openSandbox({ creditCents: 0, provisioningMs: 0 });
  const run = createRunner(sandboxEnv(sandbox));
  const { code, events } = await run(['--wait-minutes', '0']);
  expect([code, events.at(-1)?.event]).toEqual([3, 'payment_required']);
  expect((await run([], payAt)).code).toBe(0);
  expect(countOrders(sandbox)).toBe(1);
});

it('a lost answer ends with 4, and the next run finds the order instead of placing another', async () => {
  const sandbox = await openSandbox({ provisioningMs: 0 });
  const run = createRunner(sandboxEnv(sandbox));
  sandbox.setFault('order_create', { name: 'reset-after' });
  sandbox.setFault('order_list', { name: 'status-403' });
  expect(await run()).toMatchObject({ code: 4, events: [{ event: 'unknown' }] });
  sandbox.style.answersCarryReference = true;
  sandbox.setFault('order_list', undefined);
  expect(await run()).toMatchObject({ code: 0, events: [{ event: 'ready', order_id: 73 }] });
  expect(countOrders(sandbox)).toBe(1);
});

it('a refused order ends with 1, and a provider out of reach with 75', async () => {
  const sandbox = await openSandbox();
  const refused = await createRunner(sandboxEnv(sandbox), { items: [] })();
  expect(refused).toMatchObject({
    code: 1,
    events: [{ event: 'not_ordered', error: { code: 'invalid_request' } }],
  });
  const nowhere = { VPS_API_URL: `http://127.0.0.1:${await findFreePort()}/api`, VPS_API_TOKEN: 'tok-1234' };
  expect(await createRunner(nowhere)()).toMatchObject({
    code: 75,
    events: [{ event: 'not_ordered', error: { code: 'unavailable' } }],
  });
  expect(countOrders(sandbox)).toBe(0);
});

it('a server that is killed while the provider holds the answer ends with 4, and the next run finds the order', async () => {
  const sandbox = await openSandbox({ provisioningMs: 0 });
  sandbox.style.answersCarryReference = true;
  const run = createRunner({ ...sandboxEnv(sandbox), VPS_REQUEST_TIMEOUT_MS: '3000' });
  const server = createKillable();
  const held = createGate();
  sandbox.hooks.beforeAnswer = ({ action }) => {
    if (action !== 'order_create') return undefined;
    server.kill();
    return held.opened;
  };
  const { code, events, stderr } = await run(['--server', server.file]);
  held.open();
  expect(code).toBe(4);
  expect(events).toEqual([
    {
      event: 'unknown',
      error: { code: 'unresolved', message: expect.stringContaining('order_create') },
      next_step: expect.stringContaining('Run this job again with the same job id'),
    },
  ]);
  expect(stderr).not.toMatch(/^ +at /m);
  sandbox.hooks.beforeAnswer = undefined;
  expect(await run()).toMatchObject({ code: 0, events: [{ event: 'ready', order_id: 73 }] });
  expect(countOrders(sandbox)).toBe(1);
});

it('a server that is killed while the job waits ends with 4 too, and names the order', async () => {
  const sandbox = await openSandbox({ creditCents: 0, provisioningMs: 0 });
  const run = createRunner(sandboxEnv(sandbox));
  const server = createKillable();
  const { code, events } = await run(['--server', server.file], async ({ event }) => {
    if (event === 'payment_required') server.kill();
  });
  expect(code).toBe(4);
  expect(events).toMatchObject([
    { event: 'payment_required', order_id: 73 },
    { event: 'unknown', order_id: 73, error: { message: expect.stringContaining('order_status') } },
  ]);
  expect((await run([], payAt)).code).toBe(0);
  expect(countOrders(sandbox)).toBe(1);
});

it('a server that does not start ends with 1 and one line', async () => {
  const { code, events, stderr } = await createRunner({ VPS_CONFIRM: 'never', VPS_MAX_CPU: 'many' })();
  expect([code, events.length]).toEqual([1, 1]);
  expect(events).toMatchObject([{ event: 'not_ordered', error: { code: 'configuration' } }]);
  expect(stderr).toContain('VPS_MAX_CPU');
  expect(stderr).not.toMatch(/^ +at /m);
});

it.each([
  ['no state directory that stays', { VPS_STATE_DIR: '' }, [], 'VPS_STATE_DIR'],
  ['a read-only server', { VPS_READ_ONLY: '1' }, [], 'VPS_READ_ONLY'],
  ['no order file', {}, ['--order', '/nowhere/order.json'], '--order'],
  ['a time to wait that is no number', {}, ['--wait-minutes', 'soon'], '--wait-minutes'],
  ['an empty job id', {}, ['--job', ''], '--job'],
  ['an unknown option', {}, ['--dry-run'], '--dry-run'],
])('a job with %s ends with 2 and one line that names it', async (_, env, args, words) => {
  const sandbox = await openSandbox();
  const { code, events, stderr } = await createRunner({ ...sandboxEnv(sandbox), ...env })(args);
  expect(events).toEqual([
    { event: 'not_ordered', error: { code: 'invalid_request', message: expect.stringContaining(words) } },
  ]);
  expect(code).toBe(2);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(sandbox.received).toEqual([]);
});

it.each(['{ "items": [', '[]'])(
  'an order file that holds %s ends with 2 and one line that does not repeat it',
  async text => {
    const sandbox = await openSandbox();
    const { code, events } = await createRunner(sandboxEnv(sandbox), text)();
    expect(code).toBe(2);
    expect(events).toEqual([
      {
        event: 'not_ordered',
        error: { code: 'invalid_request', message: '--order names a file that holds no JSON object.' },
      },
    ]);
    expect(sandbox.received).toEqual([]);
  },
);

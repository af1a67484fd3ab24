import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { createOrder } from '../kit/example-order.ts';
import { buildFileShim, createFaultyDirectory, type FileCall } from '../kit/file-shim.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { runProcess, type ServerProcess, sandboxEnv, startServer } from '../kit/server-process.ts';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';

const opensPipe = (pipe: string) =>
  `data:text/javascript,import{readFile}from'node:fs';readFile(${JSON.stringify(pipe)},()=>{})`;

it.skipIf(process.platform === 'win32')(
  'the end of stdin ends the process while a file call hangs',
  async () => {
    const pipe = path.join(createStateDirectory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const { code } = await runProcess({ nodeArgs: ['--import', opensPipe(pipe)] });
    expect(code).toBe('SIGKILL');
  },
);

const library = buildFileShim() ?? '';

/** Longer than any test. */
const forever = { ms: 600_000 };

const maxCallMs = 45_000;

/** A server whose journal holds one order of an earlier one, and whose file calls can then be made to hang or to fail. */
async function openOrdered(sandbox: Sandbox) {
  const faults = createFaultyDirectory(library);
  const env = {
    ...sandboxEnv(sandbox),
    ...faults.env,
    VPS_CONFIRM: 'never',
    VPS_REQUEST_TIMEOUT_MS: '5000',
  };
  const earlier = await startServer({ env });
  expect(await earlier.callTool('order_create', createOrder('first'))).toMatchObject({ outcome: 'ordered' });
  earlier.child.kill('SIGTERM');
  await earlier.ended;
  return { env, faults, server: await startServer({ env }) };
}

function countSent(sandbox: Sandbox): number {
  return sandbox.received.filter(({ action }) => action === 'order_create').length;
}

const refused = (message: unknown) => ({
  outcome: 'not_ordered',
  error: { code: 'state_unwritable', message },
});

/** Every tool at once, and what it has to answer when the journal takes nothing. */
async function expectTruth({ callTool }: ServerProcess, create: object): Promise<void> {
  const startedAt = performance.now();
  const answers = await Promise.all([
    callTool('order_status', { order_id: 73 }),
    callTool('order_list'),
    callTool('server_list'),
    callTool('order_create', createOrder('second')),
    callTool('order_cancel', { order_id: 73 }),
    callTool('order_create', { ...createOrder('third'), dry_run: true }),
  ]);
  expect(performance.now() - startedAt).toBeLessThan(maxCallMs);
  expect(answers.slice(0, 5)).toMatchObject([
    { outcome: 'ok', order: { order_id: 73, state: 'accepted' } },
    { outcome: 'ok', orders: [{ order_id: 73 }] },
    { outcome: 'ok' },
    create,
    { outcome: 'cancelled', warnings: ['The cancellation could not be written to the order journal.'] },
  ]);
  expect(['dry_run', 'not_ordered']).toContain(answers[5]?.outcome);
}

/** Hangs: every tool and doctor answer the truth in time, nothing is sent, and the process ends when it is told to. */
async function bearHang(call: FileCall): Promise<void> {
  const sandbox = await openSandbox();
  const { env, faults, server } = await openOrdered(sandbox);
  faults.set(call, forever);
  const [doctor] = await Promise.all([
    runProcess({ args: ['doctor'], env }),
    expectTruth(server, refused(expect.stringContaining('hangs'))),
  ]);
  expect(doctor.stdout).toMatch(/ problem .* hangs\. Check the disk/);
  expect(doctor.stdout).toContain('what to do stands below each problem.');
  server.child.kill('SIGTERM');
  await server.ended;
  expect(countSent(sandbox)).toBe(1);
}

/** Hangs when the answer to an order comes: what it says is known, and goes out with a warning. */
async function tellKnownOutcome(call: FileCall): Promise<void> {
  const sandbox = await openSandbox();
  const { faults, server } = await openOrdered(sandbox);
  sandbox.hooks.beforeAnswer = ({ action }) => {
    if (action === 'order_create') faults.set(call, forever);
  };
  const { warnings, ...answer } = await server.callTool('order_create', createOrder('second'));
  expect(answer).toMatchObject({ outcome: 'ordered', order_id: 74 });
  expect(warnings).toContainEqual(expect.stringContaining('could not be written to the order journal'));
  expect(countSent(sandbox)).toBe(2);
}

/** Hangs when the answer to an order comes and the process is told to end: the order is found later, and not sent again. */
async function bearHangInFlight(): Promise<void> {
  const [arrived, held] = [createGate(), createGate()];
  const sandbox = await openSandbox();
  const { env, faults, server } = await openOrdered(sandbox);
  sandbox.hooks.beforeAnswer = async ({ action }) => {
    if (action !== 'order_create') return;
    arrived.open();
    await held.opened;
  };
  server.callTool('order_create', createOrder('second')).catch(() => {});
  await arrived.opened;
  faults.set('fsync', forever);
  server.child.kill('SIGTERM');
  held.open();
  await server.ended;
  faults.set('fsync', {});
  const next = await startServer({ env });
  const found = { outcome: 'ordered', order_id: 74, reconciled: true };
  expect(await next.callTool('order_create', createOrder('second'))).toMatchObject(found);
  expect(countSent(sandbox)).toBe(2);
}

/** Five calls that hang leave room in Node's thread pool for the resolution of names. */
async function resolveBesideHangs(): Promise<void> {
  const sandbox = await openSandbox();
  const faults = createFaultyDirectory(library);
  faults.set('readdir', forever);
  const apiUrl = sandbox.apiUrl.replace('127.0.0.1', 'localhost');
  const server = await startServer({ env: { ...sandboxEnv(sandbox), ...faults.env, VPS_API_URL: apiUrl } });
  const hanging = [...Array(5).keys()].map(async number => {
    await server.callTool('order_create', { ...createOrder(`order ${number}`), dry_run: true });
    return 'hung';
  });
  const listed = server.callTool('server_list').then(({ outcome }) => outcome);
  expect(await Promise.race([listed, ...hanging])).toBe('ok');
  await Promise.all(hanging);
}

/** Each sync takes three seconds: an order is slow, and placed once. */
async function bearSlowSync(): Promise<void> {
  const sandbox = await openSandbox();
  const { faults, server } = await openOrdered(sandbox);
  faults.set('fsync', { ms: 3_000 });
  const placed = { outcome: 'ordered', order_id: 74 };
  expect(await server.callTool('order_create', createOrder('second'))).toMatchObject(placed);
  expect(countSent(sandbox)).toBe(2);
}

const writes: readonly FileCall[] = ['open', 'fsync', 'link'];
const calls: readonly FileCall[] = ['readdir', ...writes];

describe.skipIf(!library)('a journal whose file calls', () => {
  it('hang or are slow, each in a process of its own, is borne', { timeout: 120_000 }, async () => {
    await Promise.all([
      ...calls.map(bearHang),
      ...writes.map(tellKnownOutcome),
      bearHangInFlight(),
      resolveBesideHangs(),
      bearSlowSync(),
    ]);
  });

  it.each([
    ['readdir', 13, 'no right to it.*EACCES'],
    ['open', 24, 'too many files are open.*EMFILE'],
    ['fsync', 5, 'the disk fails.*EIO'],
    ['fsync', 28, 'the disk is full.*ENOSPC'],
    ['link', 1, 'no hard links.*EPERM'],
  ] as const)(
    'fail (%s, errno %i) lets every tool answer the truth, and sends nothing',
    async (call, errno, words) => {
      const sandbox = await openSandbox();
      const { faults, server } = await openOrdered(sandbox);
      faults.set(call, { errno });
      await expectTruth(server, refused(expect.stringMatching(words)));
      expect(countSent(sandbox)).toBe(1);
    },
  );
});

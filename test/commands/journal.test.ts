import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { builtCommand, runProcess, sandboxEnv, toLines } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

/** A journal with one settled order, one to be paid, and one whose answer was lost. */
async function openJournal() {
  const sandbox = await openSandbox({ creditCents: 13_00 });
  const settings = createSettings(sandbox);
  const { call, close } = await openServer({ settings });
  await call('order_create', { ...createOrder('web'), idempotency_key: 'web-1' });
  await call('order_create', createOrder('mail'));
  sandbox.setFault('order_create', { name: 'reset-before' });
  sandbox.setFault('order_list', { name: 'html' });
  const lost = await call('order_create', createOrder('backup'));
  expect(lost.outcome).toBe('unknown');
  await close();
  sandbox.setFault('order_create', undefined);
  sandbox.setFault('order_list', undefined);
  const env = { ...sandboxEnv(sandbox), VPS_STATE_DIR: settings.stateDirectory };
  const run = (args: string[], input?: string) => runProcess({ args: ['journal', ...args], env, input });
  const readRecords = async () => JSON.parse((await run(['--json'])).stdout) as Record<string, unknown>[];
  return { sandbox, settings, run, readRecords, reference: String(lost.reference) };
}

it('shows a table, what is not settled first and marked', async () => {
  const { run, reference, settings } = await openJournal();
  const { code, stdout, stderr } = await run([]);
  expect([code, stderr]).toEqual([0, '']);
  const lines = toLines(stdout);
  expect(lines[0]).toMatch(/^ {2}TIME +INTENT +REFERENCE +ORDER +STATE +LAST CHANGE$/);
  expect(lines[1]).toMatch(/^! \d{4}-\d\d-\d\d \d\d:\d\d +backup +\S+ +- +unknown/);
  expect(lines[1]).toContain(reference);
  expect(lines[2]).toMatch(/^! .*mail .* 74 +payment_required/);
  expect(lines[3]).toMatch(/^ {2}\d.*web-1 .* 73 +ordered/);
  expect(stdout).toContain('2 not settled');
  expect(stdout).toContain(`Journal: ${settings.stateDirectory}`);
});

it('shows the same to a script, as one JSON array, without a credential', async () => {
  const { readRecords, run, reference } = await openJournal();
  const records = await readRecords();
  expect(records).toMatchObject([
    { state: 'unknown', unresolved: true, reference, items: ['backup'] },
    { state: 'payment_required', unresolved: true, order_id: 74, items: ['mail'] },
    { state: 'ordered', unresolved: false, order_id: 73, intent: 'web-1', items: ['web'] },
  ]);
  const { stdout } = await runProcess({ args: ['journal', '--json'] });
  expect(stdout).toBe('[]\n');
  expect((await run([])).stdout).not.toContain('ssh-ed25519');
});

it('hands a script all of a long journal', async () => {
  const sandbox = await openSandbox({ creditCents: 1_000_000_00 });
  const settings = createSettings(sandbox, { limits: { itemsPerOrder: 50, ordersPerDay: 100 } });
  const { call, close } = await openServer({ settings });
  // Above the 64 KiB that a pipe holds, for a reader that first lets two more such commands come to their ends.
  for (let order = 0; order < 24; order++) {
    const items = Array.from({ length: 50 }, (_, item) => createItem(`${'n'.repeat(58)}-${order}-${item}`));
    await call('order_create', { items });
  }
  await close();
  const env = { ...sandboxEnv(sandbox), VPS_STATE_DIR: settings.stateDirectory };
  const command = `'${process.execPath}' '${builtCommand}' journal --json`;
  const pipeline = `${command} | { ${command} > /dev/null; ${command} > /dev/null; cat; }`;
  const stdout = execFileSync('sh', ['-c', pipeline], { env: { ...process.env, ...env }, encoding: 'utf8' });
  expect(stdout.length).toBeGreaterThan(64 * 1024);
  expect(JSON.parse(stdout)).toHaveLength(24);
});

describe('settling', () => {
  it('records that an order was made after a yes', async () => {
    const { run, readRecords, reference } = await openJournal();
    const { code, stdout } = await run(['--settle', reference, '--ordered', '99'], 'yes\n');
    expect(code).toBe(0);
    expect(stdout).toContain('backup');
    expect(stdout).toContain('Type yes to record that it is order 99');
    expect(stdout).toContain('Recorded.');
    expect((await readRecords()).find(record => record.reference === reference)).toMatchObject({
      state: 'ordered',
      order_id: 99,
      unresolved: false,
      settled_by: 'person',
    });
  });

  it('records that an order was not made after a yes, and the same request can be sent again', async () => {
    const { run, readRecords, reference, settings, sandbox } = await openJournal();
    expect((await run(['--settle', reference, '--not-ordered'], 'yes\n')).code).toBe(0);
    expect((await readRecords()).find(record => record.reference === reference)).toMatchObject({
      state: 'not_ordered',
      unresolved: false,
    });
    sandbox.addCredit(100_00);
    const { call } = await openServer({ settings });
    expect(await call('order_create', createOrder('backup'))).toMatchObject({ outcome: 'ordered' });
  });

  it('changes nothing after anything but a yes', async () => {
    const { run, readRecords, reference } = await openJournal();
    const before = await readRecords();
    for (const input of ['no\n', '\n', 'y\n', '']) {
      const { code, stdout } = await run(['--settle', reference, '--not-ordered'], input);
      expect(code, input).toBe(1);
      expect(stdout, input).toContain('Nothing was changed.');
    }
    expect(await readRecords()).toEqual(before);
  });

  const refused: [string, (reference: string) => string[], string][] = [
    ['a reference that is not there', () => ['--settle', 'nobody', '--not-ordered'], 'No unresolved order'],
    ['no verdict', reference => ['--settle', reference], 'takes either'],
    ['two verdicts', reference => ['--settle', reference, '--ordered', '9', '--not-ordered'], 'takes either'],
    ['an id that is none', reference => ['--settle', reference, '--ordered', 'x'], 'takes an order id'],
    ["another order's id", reference => ['--settle', reference, '--ordered', '73'], 'belongs to another'],
  ];

  it('refuses what makes no sense, and changes nothing', async () => {
    const { run, readRecords, reference } = await openJournal();
    const before = await readRecords();
    for (const [what, toArgs, complaint] of refused) {
      const { code, stderr } = await run(toArgs(reference), 'yes\n');
      expect(code, what).not.toBe(0);
      expect(stderr, what).toContain(complaint);
      expect(toLines(stderr), what).toHaveLength(1);
    }
    expect(await readRecords()).toEqual(before);
  });
});

it('looks unresolved orders up at the provider', async () => {
  const { run, readRecords, sandbox } = await openJournal();
  sandbox.addCredit(100_00);
  sandbox.pay(501);
  const { code, stdout } = await run(['--resolve']);
  expect(code).toBe(0);
  expect(stdout).toContain('1 not settled');
  expect((await readRecords()).find(({ order_id }) => order_id === 74)).toMatchObject({ state: 'ordered' });
});

it('needs credentials for looking up, and none for showing', async () => {
  const shown = await runProcess({ args: ['journal'] });
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('Nothing was ordered yet')]);
  const { code, stderr } = await runProcess({ args: ['journal', '--resolve'] });
  expect([code, toLines(stderr).length]).toEqual([2, 1]);
  expect(stderr).toContain('VPS_API_TOKEN');
});

import { describe, expect, it } from 'vitest';
import { createFileStore, toJournalDirectory } from '../../src/journal/files/file-store.ts';
import { createJournal } from '../../src/journal/journal.ts';
import { parseJournalUrl } from '../../src/settings/value-parsers.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { runJournalCommand } from './command-call.ts';

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
  const run = (args: string[], input?: string) => runJournalCommand(settings, args, input);
  const readRecords = async () => JSON.parse((await run(['--json'])).stdout) as Record<string, unknown>[];
  return { sandbox, settings, run, readRecords, reference: String(lost.reference) };
}

it('shows a table, what is not settled first and marked', async () => {
  const { run, reference, settings } = await openJournal();
  const { code, stdout } = await run([]);
  expect(code).toBe(0);
  const lines = stdout.split('\n');
  expect(lines[0]).toMatch(/^ {2}TIME \(UTC\) +INTENT +REFERENCE +ORDER +STATE +LAST CHANGE \(UTC\)$/);
  expect(lines[1]).toMatch(/^! \d{4}-\d\d-\d\d \d\d:\d\d +backup +\S+ +- +unknown/);
  expect(lines[1]).toContain(reference);
  expect(lines[2]).toMatch(/^! .*mail .* 74 +payment_required/);
  expect(lines[3]).toMatch(/^ {2}\d.*web-1 .* 73 +ordered/);
  expect(stdout).toContain('2 not settled');
  expect(stdout).toContain(`Journal of ${settings.apiUrl.href}, account default: ${settings.stateDirectory}`);
  expect(stdout).not.toContain('Also in this state directory');
});

it('says which other journals the state directory holds, and leaves out those of sandboxes', async () => {
  const { settings } = await openJournal();
  const { stateDirectory } = settings;
  const make = async (provider: string, account: string) => {
    const place = toJournalDirectory({ stateDirectory, apiUrl: new URL(provider), account });
    const store = createFileStore(place);
    await createJournal({ store, provider, account, identity: 'x', now: Date.now }).fingerprint();
  };
  await make('https://provider.example/api', 'default');
  await make('https://provider.example/api', 'second');
  await make('http://127.0.0.1:9/run-1/api', 'default');
  const { stdout } = await runJournalCommand({ ...settings, account: 'third' }, []);
  expect(stdout.split('\n')).toEqual([
    'Nothing was ordered yet.',
    expect.stringMatching(/^Journal of http:.*, account third: /),
    'Also in this state directory, to be shown with --api-url and --account:',
    '  https://provider.example/api, account default',
    '  https://provider.example/api, account second',
    '',
  ]);
});

it('shows the same to a script, as one JSON array, without a credential', async () => {
  const { readRecords, run, reference } = await openJournal();
  const records = await readRecords();
  expect(records).toMatchObject([
    { state: 'unknown', unresolved: true, reference, items: ['backup'] },
    { state: 'payment_required', unresolved: true, order_id: 74, items: ['mail'] },
    { state: 'ordered', unresolved: false, order_id: 73, idempotency_key: 'web-1', items: ['web'] },
  ]);
  expect((await run([])).stdout).not.toContain('ssh-ed25519');
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
    ['a reference that is not there', () => ['--settle', 'nobody', '--not-ordered'], 'reference "nobody"'],
    ['an empty reference', () => ['--settle=', '--not-ordered'], 'has the reference ""'],
    ['no verdict', reference => ['--settle', reference], 'takes either'],
    ['two verdicts', reference => ['--settle', reference, '--ordered', '9', '--not-ordered'], 'takes either'],
    ['an id that is none', reference => ['--settle', reference, '--ordered', 'x'], 'an order id, and "x" is'],
    ['an order without its reference', () => ['--ordered', '9'], 'takes either'],
    ['no order without its reference', () => ['--not-ordered'], 'takes either'],
    ["another order's id", reference => ['--settle', reference, '--ordered', '73'], 'belongs to another'],
  ];

  it('refuses what makes no sense, and changes nothing', async () => {
    const { run, readRecords, reference } = await openJournal();
    const before = await readRecords();
    for (const [what, toArgs, complaint] of refused) {
      await expect(run(toArgs(reference), 'yes\n'), what).rejects.toThrow(complaint);
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

it('refuses to import what is not settled, with the command that settles it as it is typed here', async () => {
  const { settings } = await openJournal();
  const journalDatabase = parseJournalUrl('postgres://nobody@127.0.0.1:1/orders');
  const importing = runJournalCommand({ ...settings, journalDatabase }, [
    '--import',
    settings.stateDirectory,
  ]);
  await expect(importing).rejects.toThrow('Settle them first: node /clone/dist/main.js journal --resolve');
});

it('needs credentials for looking up, and none for showing', async () => {
  const settings = createSettings(await openSandbox(), { credentials: undefined });
  expect(await runJournalCommand(settings, [])).toEqual({
    code: 0,
    stdout: expect.stringContaining('Nothing was ordered yet'),
  });
  expect(await runJournalCommand(settings, ['--json'])).toEqual({ code: 0, stdout: '[]\n' });
  await expect(runJournalCommand(settings, ['--resolve'])).rejects.toThrow('VPS_API_TOKEN');
});

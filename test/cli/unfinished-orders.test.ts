import { describe, expect, it } from 'vitest';
import type { JournalRecord, RecordState } from '../../src/journal/record.ts';
import { createContext } from '../../src/order-service.ts';
import type { OrderContext } from '../../src/orders/context.ts';
import { createSettings } from '../kit/open-server.ts';
import { createScriptedIntent, leaveRecord } from '../orders/scripted-context.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { runJournalCommand } from './command-call.ts';

const hourMs = 3_600_000;

/** A journal with one order that another process works on, or left an hour ago. */
async function openUnfinished(state: RecordState, ageMs: number) {
  const sandbox = await openSandbox();
  const credentials = { kind: 'token', token: sandbox.token } as const;
  const settings = { ...createSettings(sandbox), credentials };
  const context = createContext(settings, { version: '0.0.0', now: () => Date.now() - ageMs });
  const wish = createScriptedIntent({ reference: 'job 7' });
  const record = await leaveRecord(context, wish, { state, patience_ms: 30_000 });
  const run = (words: string[], answers: () => AsyncIterable<string> = sayYes) =>
    runJournalCommand(settings, words, answers());
  const read = async () => (await context.journal.records()).all[0];
  return { sandbox, context, record, run, read };
}

async function* sayYes() {
  yield 'yes\n';
}

/** Says yes after the order has gone on meanwhile. */
async function* sayYesAfter({ journal }: OrderContext, record: JournalRecord) {
  await journal.change(record, { state: 'ordered', order_id: '99' });
  yield 'yes\n';
}

const notOrdered = ['--settle=job 7', '--not-ordered'];

describe('an order that is in flight', () => {
  it.each(['claimed', 'sending'] as const)('is not settled by a person while it is %s', async state => {
    const { run, read, record } = await openUnfinished(state, 0);
    for (const options of [notOrdered, ['--settle=job 7', '--ordered=73']])
      await expect(run(options)).rejects.toMatchObject({ code: 'in_progress' });
    expect(await read()).toEqual(record);
  });

  it.each(['claimed', 'sending'] as const)(
    'is neither looked up nor given up while it is %s',
    async state => {
      const { run, read, record, sandbox } = await openUnfinished(state, 0);
      expect(await run(['--resolve'])).toMatchObject({ code: 0 });
      expect(await read()).toEqual(record);
      expect(sandbox.received).toEqual([]);
    },
  );
});

describe('an order that was left behind', () => {
  it.each(['claimed', 'sending'] as const)('can be settled by a person when it is %s', async state => {
    const { run, read } = await openUnfinished(state, hourMs);
    expect(await run(notOrdered)).toMatchObject({ code: 0 });
    expect(await read()).toMatchObject({ state: 'not_ordered', settled_by: 'person' });
  });

  it('as claimed is void once it is looked up, and nobody is asked', async () => {
    const { run, read, sandbox } = await openUnfinished('claimed', hourMs);
    const { stdout } = await run(['--resolve']);
    expect(stdout).toContain('void');
    expect(await read()).toMatchObject({ state: 'void', revision: 1 });
    expect(sandbox.received).toEqual([]);
  });

  it('as sending is looked up, and unknown as long as nothing is found', async () => {
    const { run, read, sandbox } = await openUnfinished('sending', hourMs);
    const { stdout } = await run(['--resolve']);
    expect(stdout).toContain('1 not settled');
    expect(await read()).toMatchObject({ state: 'unknown' });
    expect(sandbox.received.map(({ action }) => action)).toEqual(['order_list', 'server_list']);
  });
});

it('what a person says does not count when the order went on while they thought', async () => {
  const { context, run, read, record } = await openUnfinished('unknown', 0);
  await expect(run(notOrdered, () => sayYesAfter(context, record))).rejects.toMatchObject({
    code: 'in_progress',
  });
  expect(await read()).toMatchObject({ state: 'ordered', order_id: '99' });
});

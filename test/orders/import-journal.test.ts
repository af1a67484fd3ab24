import { expect, it } from 'vitest';
import { createFileStore } from '../../src/journal/files/file-store.ts';
import { createJournal, type Journal } from '../../src/journal/journal.ts';
import { importJournal } from '../../src/orders/import-journal.ts';
import { exampleClaim } from '../journal/example-record.ts';
import { createStateDirectory } from '../kit/open-server.ts';

const typeCommand = (...words: string[]) => ['vps-order-mcp', ...words].join(' ');

function open(): { journal: Journal; typeCommand: typeof typeCommand } {
  const store = createFileStore(createStateDirectory());
  const journal = createJournal({
    store,
    provider: 'https://provider.example/api',
    account: 'default',
    identity: 'secret-token',
    now: Date.now,
  });
  return { journal, typeCommand };
}

async function order(journal: Journal, intent_id: string, order_id?: string): Promise<void> {
  const credential = await journal.fingerprint();
  const claimed = await journal.claim({ ...exampleClaim, intent_id, credential });
  await journal.change(claimed, order_id === undefined ? { state: 'void' } : { state: 'ordered', order_id });
}

it('brings what was ordered once, with its order ids and under the credential as it is known there', async () => {
  const [from, to] = [open(), open()];
  await order(to.journal, 'there before', '70');
  await order(from.journal, 'one', '73');
  await order(from.journal, 'came to nothing');
  await order(from.journal, 'two', '74');
  const others = await from.journal.claim({ ...exampleClaim, intent_id: 'three', credential: 'another' });
  await from.journal.change(others, { state: 'not_ordered' });

  expect(await importJournal({ from, to })).toEqual({ brought: 3, known: 0 });
  expect(await importJournal({ from, to })).toEqual({ brought: 0, known: 3 });

  const ours = await to.journal.fingerprint();
  const records = (await to.journal.records()).all;
  expect(records.map(({ intent_id, state, credential }) => [intent_id, state, credential])).toEqual([
    ['there before', 'ordered', ours],
    ['one', 'ordered', ours],
    ['two', 'ordered', ours],
    ['three', 'not_ordered', 'another'],
  ]);
  const [, one, two] = records;
  expect(one && (await to.journal.hold('73', one))).toBe(true);
  expect(two && (await to.journal.hold('73', two))).toBe(false);
});

it('brings nothing while something is not settled, and says what and how to settle it', async () => {
  const [from, to] = [open(), open()];
  await order(from.journal, 'one', '73');
  await from.journal.claim({ ...exampleClaim, reference: 'open-1' });
  await expect(importJournal({ from, to })).rejects.toThrow(
    /1 of the orders there are not settled: open-1\. .*: vps-order-mcp journal --resolve looks/,
  );
  expect((await to.journal.records()).all).toEqual([]);
});

it('says that nothing was ordered where it looked', async () => {
  const [from, to] = [open(), open()];
  await expect(importJournal({ from, to })).rejects.toThrow(
    `Nothing was ordered there: ${from.journal.place}. Give --import the state directory`,
  );
});

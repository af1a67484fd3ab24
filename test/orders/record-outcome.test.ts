import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/journal/journal.ts';
import type { JournalRecord } from '../../src/journal/record.ts';
import { recordOutcome } from '../../src/orders/record-outcome.ts';
import { createScriptedIntent, leaveRecord, openScriptedContext } from './scripted-context.ts';

const proven: Change = { state: 'ordered', order_id: '73' };
const unpaid: Change = { state: 'payment_required', order_id: '73' };
const lost: Change = { state: 'unknown' };

/** An order that was sent, whose record other processes move before its outcome is written. */
async function openSent(...moves: Change[]) {
  const { context } = openScriptedContext();
  const sending = await leaveRecord(context, createScriptedIntent(), { state: 'sending' });
  let latest: JournalRecord = sending;
  for (const move of moves) latest = (await context.journal.change(latest, move)) ?? latest;
  const record = async (change: Change) => await recordOutcome(context, sending, change);
  const read = async () => (await context.journal.records()).all[0];
  return { context, record, read };
}

describe('the outcome of an order', () => {
  it.each([
    ['gave it up for unknown', [lost]],
    ['gave it up and noted more', [lost, { state: 'unknown', error_code: 'timeout' }]],
    ['learned that it is to be paid', [lost, unpaid]],
  ] as [string, Change[]][])('goes on top when another process %s meanwhile', async (_, moves) => {
    const { record, read } = await openSent(...moves);
    expect(await record(proven)).toMatchObject({ record: { state: 'ordered' }, warnings: [] });
    expect(await read()).toMatchObject({ state: 'ordered', order_id: '73', revision: moves.length + 2 });
  });

  it.each([lost, unpaid, { state: 'not_ordered' }, { state: 'ordered', order_id: '99' }] as Change[])(
    'never goes on top of a record that is settled as ordered: %j',
    async change => {
      const { record, read } = await openSent(proven);
      expect((await record(change)).record).toMatchObject(change);
      expect(await read()).toMatchObject({ state: 'ordered', order_id: '73', revision: 2 });
    },
  );

  it.each([proven, unpaid])(
    'that the provider proves wins over a person who said not ordered: %j',
    async change => {
      const { record, read } = await openSent({ state: 'not_ordered', settled_by: 'person' });
      const { warnings } = await record(change);
      expect(warnings).toEqual([expect.stringContaining('settled as not ordered')]);
      expect(await read()).toMatchObject(change);
    },
  );

  it('that proves nothing leaves what a person said', async () => {
    const { record, read } = await openSent({ state: 'not_ordered', settled_by: 'person' });
    expect((await record(lost)).warnings).toEqual([]);
    expect(await read()).toMatchObject({ state: 'not_ordered', settled_by: 'person' });
  });

  it('is answered, with a warning, when the journal does not take it', async () => {
    const { context, read } = await openSent();
    const sending = await read();
    const journal = { ...context.journal, change: () => Promise.reject(new Error('full')) };
    if (!sending) throw new Error('nothing was sent');
    const recorded = await recordOutcome({ ...context, journal }, sending, proven);
    expect(recorded.record).toMatchObject({ state: 'ordered', order_id: '73' });
    expect(recorded.warnings).toEqual([expect.stringContaining('could not be written')]);
  });

  it('holds its order id, and says when that belongs to an earlier request', async () => {
    const { context, record } = await openSent();
    const earlier = await leaveRecord(context, createScriptedIntent(), { state: 'ordered', order_id: '73' });
    await context.journal.hold('73', earlier);
    expect((await record(proven)).warnings).toEqual([expect.stringContaining('already holds order 73')]);
    const { context: other, record: recordOther, read } = await openSent();
    await recordOther(proven);
    const holder = await read();
    const stranger = await leaveRecord(other, createScriptedIntent(), { state: 'unknown' });
    expect(holder && (await other.journal.hold('73', holder))).toBe(true);
    expect(await other.journal.hold('73', stranger)).toBe(false);
  });
});

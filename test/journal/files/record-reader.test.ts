import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDurableDirectory } from '../../../src/journal/files/durable-directory.ts';
import { createFileStore } from '../../../src/journal/files/file-store.ts';
import { createJournal, type Journal } from '../../../src/journal/journal.ts';
import { createStateDirectory } from '../../kit/open-server.ts';
import { exampleClaim as claim } from '../example-record.ts';

/** One journal as two processes have it, and how often the first has listed it. */
function openTwo() {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const place = path.join(createStateDirectory(), 'journal');
  const files = createDurableDirectory(place);
  const list = vi.fn(files.list);
  const open = (store = createFileStore(place)) =>
    createJournal({
      store,
      provider: 'https://provider.example/api',
      account: 'default',
      identity: 'token',
      now: Date.now,
    });
  return {
    place,
    files,
    open,
    journal: open(createFileStore(place, { ...files, list })),
    other: open(),
    list,
  };
}

async function order(journal: Journal) {
  const claimed = await journal.claim(claim);
  const ordered = await journal.change(claimed, { state: 'ordered' });
  return ordered ?? claimed;
}

describe('looks at a journal in one moment', () => {
  it('list it once, and see what others claim, change and order', async () => {
    const { journal, other, list } = openTwo();
    await order(journal);
    await journal.records();
    list.mockClear();
    const claimed = await other.claim(claim);
    expect((await journal.records()).all).toMatchObject([{ state: 'ordered' }, { state: 'claimed' }]);
    const sending = await other.change(claimed, { state: 'sending' });
    await order(other);
    await order(other);
    expect((await journal.records()).all).toMatchObject([
      { state: 'ordered' },
      { state: 'sending' },
      { state: 'ordered' },
      { state: 'ordered' },
    ]);
    await other.change(sending ?? claimed, { state: 'void' });
    expect((await journal.records()).at(2)).toMatchObject({ state: 'void' });
    expect(await order(journal)).toMatchObject({ number: 5 });
    expect(list).not.toHaveBeenCalled();
  });

  it('see that what a person settled as not ordered was ordered all the same', async () => {
    const { journal, other, list } = openTwo();
    const claimed = await other.claim(claim);
    const settled = await other.change(claimed, { state: 'not_ordered', settled_by: 'person' });
    await journal.records();
    list.mockClear();
    await other.change(settled ?? claimed, { state: 'ordered', order_id: '73' });
    expect((await journal.records()).at(1)).toMatchObject({ state: 'ordered' });
    expect(list).not.toHaveBeenCalled();
  });

  it('see what others changed of a settled order once their own change of it was too late', async () => {
    const { journal, other } = openTwo();
    const ordered = await order(journal);
    await journal.records();
    const cancelled = await other.change(ordered, { state: 'ordered', ended: 'cancelled' });
    expect(await journal.change(ordered, { state: 'ordered', ended: 'failed' })).toBeUndefined();
    expect((await journal.records()).all).toEqual([cancelled]);
  });

  it('list it when it has more open records than are looked for one by one', async () => {
    const { journal, other, list } = openTwo();
    await Promise.all(Array.from({ length: 101 }, () => journal.claim(claim)));
    const { open } = await journal.records();
    list.mockClear();
    await other.records();
    await Promise.all(open.map(record => other.change(record, { state: 'void' })));
    expect((await journal.records()).open).toEqual([]);
    expect(list).toHaveBeenCalled();
  });
});

it('a claim that another one came before leaves no gap', async () => {
  const { place, files, open, other } = openTwo();
  let isLate = true;
  const createUnder: typeof files.createUnder = async (...args) => {
    if (isLate) {
      isLate = false;
      await other.claim(claim);
    }
    return await files.createUnder(...args);
  };
  const late = open(createFileStore(place, { ...files, createUnder }));
  const second = await late.claim({ ...claim, reference: 'second' });
  expect((await late.records()).all).toMatchObject([{ number: 1, reference: claim.reference }, second]);
});

it('a look seconds after a listing lists anew, and sees what others changed of settled orders', async () => {
  const { journal, other } = openTwo();
  const ordered = await order(journal);
  await journal.records();
  const cancelled = await other.change(ordered, { state: 'ordered', ended: 'cancelled' });
  vi.advanceTimersByTime(2_001);
  expect((await journal.records()).all).toEqual([cancelled]);
});

import { describe, expect, it } from 'vitest';
import { createJournal, type Journal } from '../../src/journal/journal.ts';
import type { Store } from '../../src/journal/store.ts';
import { exampleClaim as claim } from './example-record.ts';

/** What every store of a journal keeps; `openPlace` answers what opens one empty place as each of many processes does. */
export function describeStore(name: string, openPlace: () => () => Store): void {
  const open = (store: Store, identity = 'secret-token'): Journal =>
    createJournal({
      store,
      provider: 'https://provider.example/api',
      account: 'default',
      identity,
      now: store.now ?? Date.now,
    });
  const openJournals = () => {
    const openStore = openPlace();
    return () => open(openStore());
  };

  describe(`a journal in ${name}`, () => {
    it('is empty before something is claimed', async () => {
      const journal = openJournals()();
      expect((await journal.records()).all).toEqual([]);
    });

    it('keeps what was claimed and changed, for everybody', async () => {
      const another = openJournals();
      const journal = another();
      const first = await journal.claim(claim);
      const fields = {
        state: 'unknown',
        order_id: '18446744073709551615',
        message: 'ä "quoted" \\ \u{1f600}',
      } as const;
      const changed = await journal.change(first, fields);
      expect(first).toMatchObject({ ...claim, number: 1, revision: 0, state: 'claimed' });
      expect((await another().records()).all).toEqual([changed]);
      expect((await journal.records()).all).toEqual([changed]);
    });

    it('shows each the changes of the others, however often it read before', async () => {
      const another = openJournals();
      const [one, other] = [another(), another()];
      for (let number = 1; number <= 5; number++) {
        const record = await one.claim(claim);
        expect((await other.records()).all.at(-1)).toEqual(record);
        const changed = await other.change(record, { state: 'void' });
        expect((await one.records()).all.at(-1)).toEqual(changed);
      }
      expect((await one.records()).all).toEqual((await another().records()).all);
    });

    it('gives racing claims different numbers', async () => {
      const another = openJournals();
      const journals = Array.from({ length: 8 }, another);
      const claims = await Promise.all(
        journals.flatMap(journal => [1, 2, 3, 4, 5].map(() => journal.claim(claim))),
      );
      const numbers = claims.map(({ number }) => number).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
      expect((await another().records()).all).toHaveLength(40);
    });

    it('lets exactly one of many change a record', async () => {
      const another = openJournals();
      const claimed = await another().claim(claim);
      const changers = Array.from({ length: 20 }, another);
      const changes = await Promise.all(
        changers.map((changer, index) => changer.change(claimed, { state: index % 2 ? 'sending' : 'void' })),
      );
      const winners = changes.filter(change => change !== undefined);
      expect(winners).toHaveLength(1);
      expect((await another().records()).all).toEqual(winners);
    });

    it('binds an order id to one record until that came to nothing', async () => {
      const another = openJournals();
      const journal = another();
      const first = await journal.claim(claim);
      const second = await journal.claim(claim);
      const third = await journal.claim(claim);
      for (const id of ['73', '18446744073709551615']) {
        expect(await journal.hold(id, first)).toBe(true);
        expect(await another().hold(id, first)).toBe(true);
        expect(await another().hold(id, second)).toBe(false);
      }
      await journal.change(first, { state: 'void' });
      expect(await another().hold('73', second)).toBe(true);
      expect(await another().hold('73', third)).toBe(false);
    });

    it('knows a credential again, of all who make it at once, and no other', async () => {
      const openStore = openPlace();
      const made = await Promise.all(Array.from({ length: 8 }, () => open(openStore()).fingerprint()));
      expect(new Set(made).size).toBe(1);
      expect(await open(openStore(), 'other').fingerprint()).not.toBe(made[0]);
      expect(await openJournals()().fingerprint()).not.toBe(made[0]);
    });
  });
}

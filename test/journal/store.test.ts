import { expect, it } from 'vitest';
import { createRecords } from '../../src/journal/store.ts';
import { createRecord } from './example-record.ts';

it('finds the records that have a value now, by number', () => {
  const records = createRecords();
  const items = [{ name: 'b' }, { name: 'a' }];
  const first = createRecord({ number: 1, items, order_id: '73' });
  const third = createRecord({ number: 3, items: items.toReversed() });
  for (const record of [third, first, createRecord({ number: 2, key: 'job' })]) records.put(record);
  expect(records.having('names', 'a\0b')).toEqual([first, third]);
  expect(records.having('key', 'job')).toMatchObject([{ number: 2 }]);
  expect(records.having('placed_order_id', '73')).toEqual([]);

  const ordered = { ...first, revision: 3, state: 'ordered' as const };
  records.put(ordered);
  expect(records.having('placed_order_id', '73')).toEqual([ordered]);
  records.put({ ...ordered, revision: 4, order_id: '74' });
  expect(records.having('placed_order_id', '73')).toEqual([]);
  expect(records.having('names', 'a\0b')).toMatchObject([{ number: 1, revision: 4 }, { number: 3 }]);
});

it('keeps the latest revision, whichever comes last', () => {
  const records = createRecords();
  records.put(createRecord({ revision: 3, state: 'ordered' }));
  records.put(createRecord({ revision: 2, state: 'unknown' }));
  expect(records.all).toMatchObject([{ revision: 3 }]);
  expect(records.at(1)).toMatchObject({ state: 'ordered' });
  expect(records.open).toEqual([]);
});

it('gives out lists that do not change under their readers', () => {
  const records = createRecords();
  records.put(createRecord());
  const { all, open } = records;
  records.put(createRecord({ revision: 3, state: 'void' }));
  records.put(createRecord({ number: 2 }));
  expect(all).toMatchObject([{ revision: 2 }]);
  expect(open).toMatchObject([{ number: 1 }]);
  expect(records.open).toMatchObject([{ number: 2 }]);
});

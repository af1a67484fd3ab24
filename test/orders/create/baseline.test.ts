import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../src/journal/record.ts';
import { createRecords } from '../../../src/journal/store.ts';
import { toBaseline } from '../../../src/orders/create/baseline.ts';
import { toOrder } from '../../../src/provider/order.ts';
import { createRecord } from '../../journal/example-record.ts';
import { createListedOrder, toListed } from '../listed-order.ts';

describe('the baseline', () => {
  const listed = (...ids: number[]) => ids.map(order_id => createListedOrder({ order_id }));
  const recorded = (...fields: Partial<JournalRecord>[]) => {
    const records = createRecords();
    for (const [index, field] of fields.entries()) records.put(createRecord({ number: index + 1, ...field }));
    return records;
  };

  it('is the highest order id by value, and 0 where there is no order', () => {
    expect(toBaseline(listed(9, 100, 73), recorded())).toBe('100');
    expect(toBaseline([], recorded())).toBe('0');
  });

  it('counts the order ids of the journal too, which a list that lags does not show', () => {
    const ids = ['9', '74', undefined, '71'];
    const records = recorded(...ids.map(order_id => ({ state: 'ordered' as const, order_id })));
    expect(toBaseline(listed(73), records)).toBe('74');
    expect(toBaseline([], records)).toBe('74');
    expect(toBaseline(listed(75), records)).toBe('75');
  });

  it('counts no id that is not proven to be that of an order', () => {
    const records = recorded({ state: 'unknown', order_id: '999999' });
    expect(toBaseline(listed(73), records)).toBe('73');
  });

  it('is unknown when there is no list, or one of its orders names no id', () => {
    const records = recorded({ state: 'ordered', order_id: '74' });
    expect(toBaseline(undefined, records)).toBeUndefined();
    const orders = [toListed({ order_id: 73 }), { order_items: [] }].map(toOrder);
    expect(toBaseline(orders, records)).toBeUndefined();
  });
});

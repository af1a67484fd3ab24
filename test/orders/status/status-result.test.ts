import { expect, it } from 'vitest';
import { toFingerprint } from '../../../src/orders/status/status-result.ts';
import type { Json } from '../../../src/provider/json.ts';
import { readOrder } from '../../../src/provider/order.ts';

const web = { id: 1293, status: 200 };
const db = { id: 1294, status: 200 };

function fingerprint(fields: Record<string, Json>): string | undefined {
  const order = readOrder({ order_id: 73, status: 200, order_items: [web, db], ...fields });
  return order && toFingerprint(order);
}

it.each([
  ['the status of the order', { status: 202 }],
  ['the message of the order', { message: 'Queued' }],
  ['the status of an item', { order_items: [web, { ...db, status: 201 }] }],
  ['the message of an item', { order_items: [web, { ...db, message: 'Formatting' }] }],
  ['an item that is gone', { order_items: [web] }],
])('takes %s for a change', (_, fields) => {
  expect(fingerprint(fields)).not.toBe(fingerprint({}));
});

it('takes items in another order, or a field that says nothing of the order, for no change', () => {
  expect(fingerprint({ order_items: [db, web], looked_up: 2 })).toBe(fingerprint({}));
});

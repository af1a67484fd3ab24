import { isUnresolved, type JournalRecord, namesOf, placedOrderIds } from '../../journal/record.ts';
import { compareIds } from '../../provider/json.ts';
import type { Order } from '../../provider/order.ts';
import { haveSameNames } from '../find-record.ts';

type MatchedBy = 'order_id' | 'reference' | 'item_names';

export type Match =
  | { kind: 'one'; order: Order & { id: string }; by: MatchedBy }
  | { kind: 'none' | 'several' };

/**
 * Which of the provider's orders is the one behind a record. A reference that we generated is proof by itself. A caller's
 * reference, or the items' names, prove something only for an order above the baseline that no other record holds, and
 * only while no other unresolved intent looks the same. Absence proves nothing: lists lag.
 */
export function matchOrders(
  record: JournalRecord,
  orders: readonly Order[],
  others: readonly JournalRecord[],
): Match {
  const held = new Set(placedOrderIds(others));
  const free = listOnce(orders).filter(({ id }) => !held.has(id));
  if (record.reference_origin !== 'caller') {
    const own = free.filter(
      order => order.reference === record.reference && !contradictsNames(order, namesOf(record)),
    );
    if (own.length > 0) return toMatch(own, 'reference');
  }
  if (
    record.baseline === undefined ||
    others.some(other => isUnresolved(other) && looksLike(other, record))
  ) {
    return { kind: 'none' };
  }
  const { baseline } = record;
  const recent = free.filter(order => compareIds(order.id, baseline) > 0 && !carriesOther(order, record));
  const referenced = recent.filter(
    order => order.reference === record.reference && !contradictsNames(order, namesOf(record)),
  );
  if (referenced.length > 0) return toMatch(referenced, 'reference');
  return toMatch(
    recent.filter(order => order.items.length > 0 && hasNames(order, namesOf(record))),
    'item_names',
  );
}

/** Whether an order that the provider's answer named is the one: the answer may have spoken of another one. */
export function isProvenById(record: JournalRecord, order: Order & { id: string }): boolean {
  if (carriesOther(order, record) || contradictsNames(order, namesOf(record))) return false;
  if (record.reference_origin !== 'caller' && order.reference === record.reference) return true;
  return record.baseline !== undefined && compareIds(order.id, record.baseline) > 0;
}

/** A provider may list an order twice; it is one order all the same. */
function listOnce(orders: readonly Order[]): (Order & { id: string })[] {
  const byId = new Map<string, Order & { id: string }>();
  for (const order of orders) if (order.id !== undefined) byId.set(order.id, { ...order, id: order.id });
  return [...byId.values()];
}

function toMatch(orders: readonly (Order & { id: string })[], by: MatchedBy): Match {
  const [order, ...more] = orders;
  if (!order) return { kind: 'none' };
  return more.length > 0 ? { kind: 'several' } : { kind: 'one', order, by };
}

/** Every order of ours carries its reference, so one that comes back with another reference is somebody else's. */
function carriesOther(order: Order, record: JournalRecord): boolean {
  return order.reference !== undefined && order.reference !== record.reference;
}

function looksLike(other: JournalRecord, record: JournalRecord): boolean {
  const sameReference = record.reference_origin === 'caller' && other.reference === record.reference;
  return sameReference || haveSameNames(namesOf(other), namesOf(record));
}

/** Whether an order that says its servers' names says others than these. */
export function contradictsNames(order: Order, names: readonly string[]): boolean {
  return order.items.some(item => item.name !== undefined) && !hasNames(order, names);
}

function hasNames(order: Order, names: readonly string[]): boolean {
  return haveSameNames(
    order.items.map(item => item.name ?? ''),
    names,
  );
}

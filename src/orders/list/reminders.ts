import { namesOf } from '../../journal/record.ts';
import type { Records } from '../../journal/store.ts';
import { dayMs } from '../../time-budget.ts';
import type { OrderContext } from '../context.ts';

/** More than these are counted and not named. */
const maxNamed = 10;

/** A warning of orders that the operator wants to be reminded of; nothing is ever cancelled by itself. */
export function remindOfOld(
  { settings: { remindAfterDays }, now }: OrderContext,
  records: Records | undefined,
): string[] {
  if (remindAfterDays === undefined || !records) return [];
  const oldest = now() - remindAfterDays * dayMs;
  const old = records.all.filter(
    ({ state, ended, created_at }) => state === 'ordered' && !ended && Date.parse(created_at) < oldest,
  );
  if (old.length === 0) return [];
  const named = old
    .slice(0, maxNamed)
    .map(record => `${record.order_id ?? record.reference} (${namesOf(record).join(', ')})`);
  const more = old.length > maxNamed ? ` and ${old.length - maxNamed} more` : '';
  return [
    `Ordered from here more than ${remindAfterDays} days ago and not cancelled: ${named.join('; ')}${more}. Ask the person whether they are still needed.`,
  ];
}

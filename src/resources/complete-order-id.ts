import type { Backend } from '../backend/backend.ts';
import { createBudget } from '../ordering/budget.ts';
import { readId } from '../provider/read-id.ts';

/** Somebody types while this is looked up. */
const completionBudgetMs = 5_000;

/** The ids of the newest orders that begin like this; none when they can't be read, as a proposal is no answer. */
export async function completeOrderId(backend: () => Promise<Backend>, start: string): Promise<string[]> {
  try {
    const { orders } = await (await backend()).listOrders(
      { limit: 200, offset: 0 },
      { budget: createBudget(completionBudgetMs) },
    );
    const ids = orders.flatMap(order => readId(order.order_id ?? order.id) ?? []);
    return ids.filter(id => id.startsWith(start));
  } catch {
    return [];
  }
}

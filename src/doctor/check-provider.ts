import { openBackend } from '../backend/open-backend.ts';
import { VpsError } from '../errors/vps-error.ts';
import { createBudget } from '../ordering/budget.ts';
import { type Check, note, ok } from './check.ts';
import { count } from './count.ts';
import { chooseProviderHint, type Surroundings } from './provider-hint.ts';

const subject = 'provider';

/** One `order_list`, which changes nothing; its time, or why it failed. */
export async function checkProvider(around: Surroundings, version: string): Promise<Check[]> {
  const { settings } = around;
  const target = settings.sandbox ? 'the sandbox' : settings.apiUrl.host;
  const startedAt = performance.now();
  try {
    const backend = await openBackend({ settings, version, now: Date.now });
    try {
      const { total, warnings = [] } = await backend.listOrders(
        { limit: 1, offset: 0 },
        { budget: createBudget() },
      );
      const tookMs = Math.round(performance.now() - startedAt);
      return [
        ok(subject, `${target} answered order_list in ${tookMs} ms: ${count(total, 'order')}`),
        ...warnings.map(warning => note(subject, warning)),
      ];
    } finally {
      await backend.close();
    }
  } catch (error) {
    const tookMs = Math.round(performance.now() - startedAt);
    const known =
      error instanceof VpsError
        ? error
        : new VpsError('unavailable', 'Something unexpected went wrong.', { cause: error });
    const text = `order_list failed after ${tookMs} ms: ${known.message}`;
    return [{ verdict: 'problem', subject, text, hint: chooseProviderHint(known, around) }];
  }
}

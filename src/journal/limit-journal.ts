import type { Budget } from '../budget.ts';
import { VpsError } from '../errors/vps-error.ts';
import type { Journal } from './journal.ts';

/** The journal as one call uses it: a step that outlasts the call's time is not waited for, and counts as failed. */
export function limitJournal(journal: Journal, budget: Budget): Journal {
  const { place } = journal;
  const within = async <T>(step: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_, reject) => {
      const message = `The order journal in ${place} did not answer within the time of this call.`;
      const giveUp = () => reject(new VpsError('state_unwritable', message));
      timer = setTimeout(giveUp, budget.remainingMs());
    });
    return await Promise.race([step, over]).finally(() => clearTimeout(timer));
  };
  return {
    ...journal,
    fingerprint: () => within(journal.fingerprint()),
    records: () => within(journal.records()),
    claim: claim => within(journal.claim(claim)),
    change: (record, change) => within(journal.change(record, change)),
    hold: (orderId, record) => within(journal.hold(orderId, record)),
  };
}

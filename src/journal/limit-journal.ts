import { type Budget, within } from '../budget.ts';
import { VpsError } from '../errors/vps-error.ts';
import type { Journal } from './journal.ts';

/** The journal as one call uses it: a step that outlasts the call's time is not waited for, and counts as failed. */
export function limitJournal(journal: Journal, budget: Budget): Journal {
  const message = `The order journal in ${journal.place} did not answer within the time of this call.`;
  const limit = <T>(step: Promise<T>) =>
    within(budget.remainingMs(), step, () => new VpsError('state_unwritable', message));
  return {
    ...journal,
    fingerprint: () => limit(journal.fingerprint()),
    records: () => limit(journal.records()),
    claim: claim => limit(journal.claim(claim)),
    change: (record, change) => limit(journal.change(record, change)),
    hold: (orderId, record) => limit(journal.hold(orderId, record)),
  };
}

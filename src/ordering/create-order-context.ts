import type { AnsweredQuestions } from '../consent/answered-questions.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Settings } from '../settings/settings.ts';
import type { OrderDesk } from './order-desk.ts';

/** What `order_create` works with. */
export interface CreateOrderContext {
  readonly desk: OrderDesk;
  readonly settings: Settings;
  readonly records: () => Promise<JournalRecord[]>;
  readonly now: () => number;
  readonly answered: AnsweredQuestions;
}

import type { AnsweredQuestions, ConfirmedBy } from '../consent/obtain-consent.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Estimate } from '../money/estimate.ts';
import type { PriceList } from '../money/price-list.ts';
import { judgePage, mergePayments, type Payment, readPayment } from '../provider/payment.ts';
import type { ProviderClient } from '../provider/provider-client.ts';
import type { Json } from '../provider/reply.ts';
import type { Settings } from '../settings/load-settings.ts';
import type { Budget } from '../time-budget.ts';
import type { RecordAges } from './record-ages.ts';

/** What everything in this room works with. */
export interface OrderContext {
  readonly provider: ProviderClient;
  readonly journal: Journal;
  readonly settings: Pick<
    Settings,
    'confirm' | 'limits' | 'dedupeWindowMinutes' | 'paymentHosts' | 'requestTimeoutMs' | 'remindAfterDays'
  >;
  readonly ages: RecordAges;
  /** The operator's, while it is valid. */
  readonly priceList: () => PriceList | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A command of ours as a person types it where this runs, about this very journal. */
  readonly typeCommand: (...words: string[]) => string;
}

/** What a call that may ask a person works with. */
export interface AskingContext extends OrderContext {
  readonly settings: Settings;
  readonly answered: AnsweredQuestions;
}

/** One call of a tool. */
export interface OrderCall {
  readonly budget: Budget;
  /** Stops the call as long as nothing was sent; never a request in flight. */
  readonly signal?: AbortSignal;
  readonly confirmedBy?: ConfirmedBy;
  /** What the order costs by the operator's price list. */
  readonly estimate?: Estimate | undefined;
  /** The trace that the client runs the call under, as W3C Trace Context writes it. */
  readonly traceparent?: string;
}

/** The record that stands for an order; undefined for one of somebody else. @throws VpsError when the journal can't be read. */
export async function readOrderRecord(
  { journal }: OrderContext,
  orderId: string,
): Promise<JournalRecord | undefined> {
  return (await journal.records()).having('placed_order_id', orderId)[0];
}

/**
 * What is to be paid for an order, by an answer of the provider. It may name the page only once, in its answer to the order:
 * what the record kept of it fills the gaps, and is judged anew, since the operator may have named other hosts.
 */
export function readKnownPayment(
  context: OrderContext,
  body: Json | undefined,
  record?: JournalRecord,
): Payment {
  const { paymentHosts } = context.settings;
  const present = readPayment(body, { apiUrl: context.provider.apiUrl, paymentHosts });
  return judgePage(mergePayments(record?.payment, present), paymentHosts);
}

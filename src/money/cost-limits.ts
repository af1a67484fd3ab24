import { VpsError } from '../errors/vps-error.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { OrderLimits } from '../settings/load-settings.ts';
import { dayMs } from '../time-budget.ts';
import { type Decimal, renderDecimal, toDecimal } from './decimal.ts';
import type { Estimate } from './estimate.ts';
import { isCurrency, readStatedMoney } from './invoice.ts';

const windows = [
  { variable: 'VPS_MAX_COST_PER_DAY', name: 'costPerDay', days: 1, span: '24 hours' },
  { variable: 'VPS_MAX_COST_PER_MONTH', name: 'costPerMonth', days: 30, span: '30 days' },
] as const;

export interface LimitQuestion {
  readonly limits: Pick<OrderLimits, 'costPerOrder' | 'costPerDay' | 'costPerMonth'>;
  /** When it is looked back from, in milliseconds since 1970. */
  readonly nowMs: number;
  /** How long before that a record was made. */
  readonly ageMs: (record: JournalRecord) => number;
}

/** An order that may cost something; its estimate is absent where no valid price list is. */
export interface CostQuestion extends LimitQuestion {
  readonly estimate: Estimate | undefined;
}

/**
 * Whether the limits in money allow one more order; a person's yes does not lift them. Answers what to say beside it.
 * @throws VpsError `limit_exceeded` naming the amount, the limit, what is left and from when on it fits.
 */
export function checkCost(records: readonly JournalRecord[], question: CostQuestion): string[] {
  const { estimate, limits } = question;
  const variable =
    limits.costPerOrder === undefined
      ? windows.find(({ name }) => limits[name] !== undefined)?.variable
      : 'VPS_MAX_COST_PER_ORDER';
  if (variable === undefined) return [];
  if (!estimate || estimate.missing) throw toPriceError(estimate?.missing, variable);
  const { currency } = estimate;
  if (limits.costPerOrder !== undefined && mayExceed(estimate, limits.costPerOrder)) {
    throw toLimitError(
      estimate,
      `the limit for one order is ${limits.costPerOrder} ${currency}; the operator of this server sets it with VPS_MAX_COST_PER_ORDER`,
    );
  }
  const measured = measureWindows(records.filter(isPlaced), { ...question, currency });
  return measured.flatMap(window => checkWindow(window, estimate));
}

/** Whether the order fits even if every claim among the records is sent. */
export function isCostCertain(records: readonly JournalRecord[], question: CostQuestion): boolean {
  const { estimate } = question;
  if (!estimate) return true;
  const { currency } = estimate;
  const measured = measureWindows(records.filter(mayBePlaced), { ...question, currency });
  return measured.every(({ spent, limit }) => spent + toDecimal(estimate.amount) <= limit);
}

/** Whether an order may cost more than an amount: one whose price is not wholly known may. */
export function mayExceed(estimate: Estimate | undefined, amount: string): boolean {
  return !estimate || estimate.missing !== undefined || toDecimal(estimate.amount) > toDecimal(amount);
}

export type LimitState = ReturnType<typeof toLimitStates>[number];

/** What is left of each limit that looks back and is set. */
export function toLimitStates(
  records: readonly JournalRecord[],
  question: LimitQuestion & { currency: string },
) {
  const measured = measureWindows(records.filter(isPlaced), question);
  return measured.map(({ limit, spent, left, costs: _, notKnown, ...window }) => ({
    ...window,
    limit: renderDecimal(limit),
    spent: renderDecimal(spent),
    left: renderDecimal(left),
    /** How many orders of this time have no known cost in this currency; they are not counted. */
    not_known: notKnown,
  }));
}

/** What was or may have been placed: an unknown order counts in full, a refused, void or merely claimed one does not. */
export function isPlaced({ state }: JournalRecord): boolean {
  return state === 'sending' || state === 'unknown' || state === 'ordered' || state === 'payment_required';
}

/** The same if every claim is sent. */
export function mayBePlaced(record: JournalRecord): boolean {
  return isPlaced(record) || record.state === 'claimed';
}

/** A limit that looks back, and what was spent in its time. */
type SpentWindow = ReturnType<typeof measureWindows>[number];

function measureWindows(
  records: readonly JournalRecord[],
  { limits, currency, nowMs, ageMs }: LimitQuestion & { currency: string },
) {
  return windows.flatMap(({ variable, span, name, days }) => {
    if (limits[name] === undefined) return [];
    const limit = toDecimal(limits[name]);
    const recent = records
      .map(record => ({ record, leftMs: days * dayMs - ageMs(record) }))
      .filter(({ leftMs }) => leftMs > 0);
    const costs = recent.flatMap(({ record, leftMs }) => {
      const amount = toCost(record, currency);
      return amount === undefined ? [] : [{ amount, leavesAtMs: nowMs + leftMs }];
    });
    const spent = costs.reduce((sum, { amount }) => sum + amount, 0n);
    const left = limit > spent ? limit - spent : 0n;
    const notKnown = recent.length - costs.length;
    return [{ variable, span, currency, limit, spent, left, costs, notKnown }];
  });
}

/** The greater of estimate and invoice; undefined where neither is known in this currency. */
function toCost({ estimate, payment }: JournalRecord, currency: string): Decimal | undefined {
  const invoice = readStatedMoney(payment);
  const estimated = estimate?.currency === currency ? toDecimal(estimate.amount) : undefined;
  const invoiced = invoice && isCurrency(invoice.currency, currency) ? invoice.amount : undefined;
  const isInvoiceGreater = estimated === undefined || (invoiced !== undefined && invoiced > estimated);
  return isInvoiceGreater ? invoiced : estimated;
}

function checkWindow(window: SpentWindow, estimate: Estimate): string[] {
  const { variable, span, currency, limit, spent, left, notKnown } = window;
  const after = spent + toDecimal(estimate.amount);
  const ofLimit = `of the ${renderDecimal(limit)} ${currency} for ${span} (${variable})`;
  if (after > limit) {
    const fitsFrom = findTimeOfFreeing(window, after - limit);
    const wayOut = fitsFrom
      ? `fits from ${fitsFrom} on, when earlier ones are older than that`
      : 'never fits';
    throw toLimitError(
      estimate,
      `${renderDecimal(left)} ${currency} are left ${ofLimit}. An order of this amount ${wayOut}; the operator of this server sets the limit`,
    );
  }
  const isNear = 10n * after >= 8n * limit;
  return [
    ...(isNear ? [`With this order ${renderDecimal(after)} ${currency} are spent ${ofLimit}.`] : []),
    ...(notKnown > 0
      ? [`Earlier orders without a known cost in ${currency}: ${notKnown}; ${variable} does not count them.`]
      : []),
  ];
}

/** When so much has left the window; undefined where all of it is not enough. */
function findTimeOfFreeing({ costs }: SpentWindow, needed: Decimal): string | undefined {
  let freed = 0n;
  for (const { amount, leavesAtMs } of costs.toSorted((a, b) => a.leavesAtMs - b.leavesAtMs)) {
    freed += amount;
    if (freed >= needed) return new Date(leavesAtMs).toISOString();
  }
  return undefined;
}

function toPriceError(missing: readonly string[] | undefined, variable: string): VpsError {
  const fact = missing
    ? `The operator's price list has no price for ${missing.join(', ')}`
    : "No price is known for this order: the operator's price list (VPS_PRICE_LIST) is missing or expired";
  return new VpsError('limit_exceeded', `${fact}, and with ${variable} set nothing is ordered without one.`);
}

function toLimitError({ amount, currency }: Estimate, fact: string): VpsError {
  const cost = `This order costs about ${amount} ${currency} by the operator's price list`;
  return new VpsError('limit_exceeded', `${cost}, and ${fact}.`);
}

import { VpsError } from '../errors/vps-error.ts';
import type { JournalRecord } from '../journal/record.ts';
import { type Decimal, renderDecimal, toDecimal } from './decimal.ts';
import type { Estimate } from './estimate.ts';
import {
  type CostLimits,
  findTimeOfFreeing,
  isPlaced,
  type Moment,
  mayBePlaced,
  measureWindows,
  type SpentWindow,
  windows,
} from './spent.ts';

/** An order that may cost something, and when. */
export interface CostQuestion extends Moment {
  /** Absent where no valid price list is. */
  readonly estimate: Estimate | undefined;
  readonly limits: CostLimits;
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
  if (limits.costPerOrder !== undefined && mayExceed(estimate, limits.costPerOrder)) {
    throw toLimitError(
      estimate,
      `the limit for one order is ${limits.costPerOrder} ${estimate.currency}; the operator of this server sets it with VPS_MAX_COST_PER_ORDER`,
    );
  }
  return measureWindows(records.filter(isPlaced), { ...question, currency: estimate.currency }).flatMap(
    state => checkWindow(state, estimate),
  );
}

/** Whether the order fits even if every claim among the records is sent. */
export function isCostCertain(records: readonly JournalRecord[], question: CostQuestion): boolean {
  const { estimate } = question;
  if (!estimate) return true;
  return measureWindows(records.filter(mayBePlaced), { ...question, currency: estimate.currency }).every(
    ({ spent, limit }) => spent + toDecimal(estimate.amount) <= limit,
  );
}

/** Whether an order may cost more than an amount: one whose price is not wholly known may. */
export function mayExceed(estimate: Estimate | undefined, amount: string): boolean {
  return !estimate || estimate.missing !== undefined || toDecimal(estimate.amount) > toDecimal(amount);
}

export type LimitState = {
  variable: string;
  span: string;
  currency: string;
  limit: string;
  spent: string;
  left: string;
  /** How many orders of this time have no known cost in this currency; they are not counted. */
  not_known: number;
};

/** What is left of each limit that looks back and is set. */
export function toLimitStates(
  records: readonly JournalRecord[],
  measured: Parameters<typeof measureWindows>[1],
): LimitState[] {
  return measureWindows(records.filter(isPlaced), measured).map(
    ({ limit, spent, costs: _, notKnown, ...state }) => ({
      ...state,
      limit: renderDecimal(limit),
      spent: renderDecimal(spent),
      left: renderLeft(limit, spent),
      not_known: notKnown,
    }),
  );
}

function checkWindow(window: SpentWindow, estimate: Estimate): string[] {
  const { variable, span, currency, limit, spent, notKnown } = window;
  const after = spent + toDecimal(estimate.amount);
  const ofLimit = `of the ${renderDecimal(limit)} ${currency} for ${span} (${variable})`;
  if (after > limit) {
    const fitsFrom = findTimeOfFreeing(window, after - limit);
    const wayOut = fitsFrom
      ? `fits from ${fitsFrom} on, when earlier ones are older than that`
      : 'never fits';
    throw toLimitError(
      estimate,
      `${renderLeft(limit, spent)} ${currency} are left ${ofLimit}. An order of this amount ${wayOut}; the operator of this server sets the limit`,
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

function renderLeft(limit: Decimal, spent: Decimal): string {
  return renderDecimal(limit > spent ? limit - spent : 0n);
}

function toPriceError(missing: readonly string[] | undefined, variable: string): VpsError {
  const fact = missing
    ? `The operator's price list has no price for ${missing.join(', ')}`
    : "No price is known for this order: the operator's price list (VPS_PRICE_LIST) is missing or expired";
  return new VpsError('limit_exceeded', `${fact}, and with ${variable} set nothing is ordered without one.`);
}

function toLimitError({ amount, currency }: Estimate, fact: string): VpsError {
  return new VpsError(
    'limit_exceeded',
    `This order costs about ${amount} ${currency} by the operator's price list, and ${fact}.`,
  );
}

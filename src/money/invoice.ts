import type { JournalRecord } from '../journal/record.ts';
import { type Decimal, renderDecimal, toDecimal } from './decimal.ts';

/** A payment as the provider asks for it, and as the journal keeps it. */
export type StatedPayment = { readonly amount?: unknown; readonly currency?: unknown };

/** Digits with whatever groups and parts them, between a currency before and one behind. */
const statedAmount =
  /^(?<before>[\p{L}\p{Sc}]{0,4})\.? ?(?<figures>\d[\d .,'’]*?)(?:[,.][-–—])? ?(?<behind>[\p{L}\p{Sc}]{0,4})\.?$/u;

/**
 * What a payment asks for, with its currency as a code in capitals, or a symbol as it was written; undefined where either is
 * absent or could mean two things.
 */
export function readStatedMoney({ amount: stated, currency }: StatedPayment = {}) {
  const text = typeof stated === 'string' || typeof stated === 'number' ? String(stated) : '';
  const { before, figures = '', behind } = statedAmount.exec(text.replace(/\s/gu, ' ').trim())?.groups ?? {};
  // Nothing groups in a number.
  const amount = typeof stated === 'number' && figures !== '' ? toDecimal(figures) : readFigures(figures);
  const names = [currency, before, behind].flatMap(name => (typeof name === 'string' && name.trim()) || []);
  const codes = new Set(names.filter(name => /^[A-Za-z]{3}$/.test(name)).map(name => name.toUpperCase()));
  const [name = names[0]] = codes;
  if (amount === undefined || name === undefined || codes.size > 1) return undefined;
  return { amount, currency: name };
}

export type Money = NonNullable<ReturnType<typeof readStatedMoney>>;

/**
 * A point and a comma both group and both part decimals, so `1,234` says nothing. The last of two kinds parts decimals; one
 * that stands once does where no group fits; one that stands more often groups.
 */
function readFigures(figures: string): Decimal | undefined {
  const [, whole = figures, mark = '', fraction = ''] = /^(.*)([.,])(\d+)$/.exec(figures) ?? [];
  const canGroup = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
  if (canGroup) return undefined;
  const [integer, decimals] = whole.includes(mark) ? [figures, '0'] : [whole, fraction];
  if (!/^\d+$|^[1-9]\d{0,2}([ .,'’])\d{3}(?:\1\d{3})*$/.test(integer)) return undefined;
  return toDecimal(`${integer.replace(/\D/g, '')}.${decimals}`);
}

/** A symbol such as `kr` belongs to several currencies; beside a list in one of them it means that one. */
export function isCurrency(stated: string, code: string): boolean {
  if (stated === code) return true;
  const style = { style: 'currency', currencyDisplay: 'narrowSymbol' } as const;
  const parts = new Intl.NumberFormat('en', { ...style, currency: code }).formatToParts(0);
  const symbol = parts.find(({ type }) => type === 'currency')?.value;
  return stated.toLowerCase() === symbol?.toLowerCase();
}

/** Currencies stand beside each other and are never added up. */
export type Sums = { currency: string; amount: string }[];

/** Each currency apart, in the order of their names. */
export function sumByCurrency(monies: readonly Money[]): Sums {
  const sums = new Map<string, Decimal>();
  for (const { currency, amount } of monies) sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amount]) => ({ currency, amount: renderDecimal(amount) }));
}

/** What is to be paid for all unpaid orders; undefined stands for one whose payment is not known. */
export function sumOwed(payments: readonly (StatedPayment | undefined)[]) {
  const monies = payments.flatMap(payment => readStatedMoney(payment) ?? []);
  return {
    count: payments.length,
    amounts: sumByCurrency(monies),
    /** How many of the orders ask for an amount that is not known. */
    not_known: payments.length - monies.length,
  };
}

export type Owed = ReturnType<typeof sumOwed>;

/** An invoice beside its estimate, where both are wholly known and in one currency; a warning where they are far apart. */
export function checkInvoice(estimate: JournalRecord['estimate'], payment: StatedPayment | undefined) {
  const invoice = readStatedMoney(payment);
  if (!estimate || estimate.missing || !invoice || !isCurrency(invoice.currency, estimate.currency))
    return { warnings: [] };
  const { amount: estimated, currency } = estimate;
  const invoiced = renderDecimal(invoice.amount);
  const above = invoice.amount - toDecimal(estimated);
  const apart = above < 0n ? -above : above;
  const isFar = 10n * apart > toDecimal(estimated);
  const comparison = `${renderDecimal(apart)} ${above < 0n ? 'less' : 'more'} than the ${estimated} ${currency}`;
  const warning = `The invoice asks for ${invoiced} ${currency}, ${comparison} of the operator's price list; tell the person before it is paid.`;
  return {
    check: { estimated, invoiced, currency, difference: renderDecimal(above) },
    warnings: isFar ? [warning] : [],
  };
}

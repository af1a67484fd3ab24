import type { OrderItem } from '../request/order-arguments.ts';
import { multiply, renderDecimal, roundUpToCent, toDecimal } from './decimal.ts';
import { type PriceList, toSystemName } from './price-list.ts';

export type Estimate = ReturnType<typeof estimateOrder>;

/** What an order costs by the operator's price list; the provider states no price. */
export function estimateOrder(list: PriceList, items: readonly OrderItem[]) {
  const parts = items.flatMap(item => toParts(list, item));
  const missing = [...new Set(parts.filter(({ price }) => price === undefined).map(({ part }) => part))];
  const priced = parts.flatMap(({ price, ...part }) =>
    price === undefined ? [] : [{ ...part, price, amount: multiply(price, toDecimal(part.quantity)) }],
  );
  const total = priced.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    amount: renderDecimal(roundUpToCent(total)),
    currency: list.currency,
    period_days: list.period_days,
    ...(list.tax && { tax: list.tax }),
    by: 'operator_price_list' as const,
    checked_on: list.checked_on,
    /** One for each part of each server; its amount is exact and not rounded. */
    lines: priced.map(({ price, amount, ...part }) => ({
      ...part,
      unit_price: renderDecimal(price),
      amount: renderDecimal(amount),
    })),
    /** The options that have no price in the list; the amount is without them, and so is less than the order costs. */
    ...(missing.length > 0 && { missing }),
  };
}

/** The options that cost money. A list that prices no operating system at all says that none costs extra. */
function toParts({ prices, os: systems }: PriceList, { name: item, product }: OrderItem) {
  const { quantity_ram_gb, quantity_cpu, quantity_storage_gb, os, features } = product.options;
  const parts = [
    { part: 'server', quantity: 1, price: prices.server },
    { part: 'quantity_ram_gb', quantity: quantity_ram_gb, price: prices.quantity_ram_gb },
    { part: 'quantity_cpu', quantity: quantity_cpu, price: prices.quantity_cpu },
    { part: 'quantity_storage_gb', quantity: quantity_storage_gb, price: prices.quantity_storage_gb },
    ...(features.ipv4 === 1 ? [{ part: 'features.ipv4', quantity: 1, price: prices['features.ipv4'] }] : []),
    ...(systems.size > 0 ? [{ part: `os ${os}`, quantity: 1, price: systems.get(toSystemName(os)) }] : []),
  ];
  return parts.map(part => ({ item, ...part }));
}

/** What an order costs, short enough for the first lines of a question. */
export function renderPrice(estimate: Estimate | undefined): string {
  return estimate ? `${renderAmount(estimate)} by the operator's list.` : 'No price is known.';
}

/** Says what an estimate is: the operator's word, and not the provider's. */
export function renderEstimate(estimate: Estimate | undefined): string {
  if (!estimate)
    return "No price is known: the provider states none before its invoice, and the operator gave no price list that is still valid (VPS_PRICE_LIST); the provider's website or support can say what it costs.";
  const { tax, checked_on, missing } = estimate;
  const taxNote = tax === undefined ? '' : tax === 'excluded' ? ', without tax,' : ', with tax,';
  const leftOut = missing ? ` The list has no price for ${missing.join(', ')}, which is left out.` : '';
  return `${renderAmount(estimate)}${taxNote} by the operator's price list of ${checked_on}; the provider states no price.${leftOut}`;
}

function renderAmount({ amount, currency, period_days, missing }: Estimate): string {
  return `${missing ? 'At least' : 'About'} ${amount} ${currency} per ${period_days} days`;
}

/** An estimate as the journal keeps it, and as everything but a dry run shows it. */
export function toRecordedEstimate({ lines: _, ...estimate }: Estimate): Omit<Estimate, 'lines'> {
  return estimate;
}

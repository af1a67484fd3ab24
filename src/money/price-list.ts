import { parse } from 'lossless-json';
import * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { dayMs } from '../time-budget.ts';
import { toDecimal } from './decimal.ts';

const price = z
  .custom<string>(
    value => typeof value === 'string' && /^\d{1,9}(\.\d{1,6})?$/.test(value),
    'has to be a price such as "2.00": a text, 0 or more, with at most six decimals',
  )
  .transform(toDecimal);

const priceListSchema = z.strictObject({
  format: z.literal(1),
  currency: z.custom<string>(
    code => Intl.supportedValuesOf('currency').some(known => known === code),
    'has to be a currency code of ISO 4217, such as "EUR"',
  ),
  period_days: z.int().min(1).max(366),
  tax: z.enum(['excluded', 'included']).optional(),
  source: z.string().optional(),
  checked_on: z.iso.date(),
  expires_on: z.iso.date().optional(),
  prices: z.strictObject({
    server: price.optional(),
    quantity_ram_gb: price.optional(),
    quantity_cpu: price.optional(),
    quantity_storage_gb: price.optional(),
    'features.ipv4': price.optional(),
  }),
  os: z
    .record(z.string(), price)
    .default({})
    .transform(prices => Object.entries(prices).map(([name, price]) => [toSystemName(name), price] as const))
    .refine(prices => new Set(prices.map(([name]) => name)).size === prices.length, 'names a system twice')
    .transform(prices => new Map(prices)),
});

/** What the operator says that the provider charges; its prices are exact. */
export type PriceList = z.output<typeof priceListSchema>;

/** @throws VpsError `configuration` naming each key that can't be used. */
export function parsePriceList(text: string): PriceList {
  let json: unknown;
  try {
    // A name that stands twice with different values is refused here.
    json = parse(text, undefined, Number);
  } catch (cause) {
    const message = 'The price list (VPS_PRICE_LIST) is not JSON, or names a key twice.';
    throw new VpsError('configuration', message, { cause });
  }
  const { data, error } = priceListSchema.safeParse(json);
  if (data) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the list'}: ${message}`);
  throw new VpsError(
    'configuration',
    `The price list (VPS_PRICE_LIST) cannot be used: ${problems.join('; ')}.`,
  );
}

/** The last day still counts; whoever calls takes an expired list as none. */
export function isExpired({ expires_on }: PriceList, nowMs: number): boolean {
  return expires_on !== undefined && nowMs >= Date.parse(expires_on) + dayMs;
}

/** One operating system has one price, however its name is written. */
export function toSystemName(os: number | string): string {
  return String(os).trim().toLowerCase();
}

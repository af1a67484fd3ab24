import { parse } from 'lossless-json';
import * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { toDecimal } from './decimal.ts';

const dayMs = 24 * 60 * 60 * 1_000;

const expectedPrice = 'has to be a price such as "2.00": a text, 0 or more, with at most six decimals';
const expectedDays = 'has to be a whole number from 1 to 366';
const expectedSystems = 'has to be an object of prices that names each operating system once';

const price = z
  .string(expectedPrice)
  .regex(/^\d{1,9}(\.\d{1,6})?$/, expectedPrice)
  .transform(toDecimal);
const date = z.iso.date('has to be a date such as "2026-11-20"');
const currency = z.custom<string>(
  code => Intl.supportedValuesOf('currency').some(known => known === code),
  'has to be a currency code of ISO 4217, such as "EUR"',
);

const pricesSchema = z.strictObject(
  {
    server: price.optional(),
    quantity_ram_gb: price.optional(),
    quantity_cpu: price.optional(),
    quantity_storage_gb: price.optional(),
    'features.ipv4': price.optional(),
  },
  'has to be an object of prices',
);

const systemsSchema = z.record(z.string(), price, expectedSystems).transform((prices, { addIssue }) => {
  const byName = new Map(Object.entries(prices).map(([name, value]) => [toSystemName(name), value]));
  if (byName.size < Object.keys(prices).length) addIssue(expectedSystems);
  return byName;
});

const priceListSchema = z.strictObject(
  {
    format: z.literal(1, 'has to be 1'),
    currency,
    period_days: z.int(expectedDays).min(1, expectedDays).max(366, expectedDays),
    tax: z.enum(['excluded', 'included'], 'has to be "excluded" or "included"').optional(),
    source: z.string('has to be a text').optional(),
    checked_on: date,
    expires_on: date.optional(),
    prices: pricesSchema,
    os: systemsSchema.default(new Map()),
  },
  'has to be one object',
);

/** What the operator says that the provider charges; its prices are exact. */
export type PriceList = z.output<typeof priceListSchema>;

/** @throws VpsError `configuration` naming the key that can't be used. */
export function parsePriceList(text: string): PriceList {
  const { data, error } = priceListSchema.safeParse(readJson(text));
  if (data) return data;
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  if (issue?.code === 'unrecognized_keys') throw refuse([...path, ...issue.keys.slice(0, 1)], 'is not known');
  throw refuse(path, issue?.message ?? 'cannot be read');
}

/** The last day still counts; whoever calls takes an expired list as none. */
export function isExpired({ expires_on }: PriceList, nowMs: number): boolean {
  return expires_on !== undefined && nowMs >= Date.parse(expires_on) + dayMs;
}

/** One operating system has one price, however its name is written. */
export function toSystemName(os: number | string): string {
  return String(os).trim().toLowerCase();
}

/** A name that stands twice with different values is refused here. */
function readJson(text: string): unknown {
  try {
    return parse(text, undefined, Number);
  } catch (cause) {
    const message = 'The price list (VPS_PRICE_LIST) is not JSON, or names a key twice.';
    throw new VpsError('configuration', message, { cause });
  }
}

function refuse(path: readonly PropertyKey[], complaint: string): VpsError {
  const subject = path.length === 0 ? 'it' : `"${path.map(String).join('.')}"`;
  return new VpsError(
    'configuration',
    `The price list (VPS_PRICE_LIST) cannot be used: ${subject} ${complaint}.`,
  );
}

import { parse } from 'lossless-json';
import * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { toDecimal } from './decimal.ts';

const dayMs = 24 * 60 * 60 * 1_000;

const price = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/)
  .transform(toDecimal);

const priceListSchema = z.strictObject({
  format: z.literal(1),
  currency: z.string().refine(code => Intl.supportedValuesOf('currency').includes(code)),
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
    .transform((prices, context) => {
      const byName = new Map(Object.entries(prices).map(([name, value]) => [toSystemName(name), value]));
      if (byName.size < Object.keys(prices).length) context.addIssue({ code: 'custom' });
      return byName;
    }),
});

/** What the operator says that the provider charges; its prices are exact. */
export type PriceList = z.output<typeof priceListSchema>;

/** What may stand under a key, as the end of a sentence. */
const expectations: Readonly<Record<string, string>> = {
  '': 'has to be one object',
  format: 'has to be 1',
  currency: 'has to be a currency code of ISO 4217, such as "EUR"',
  period_days: 'has to be a whole number from 1 to 366',
  tax: 'has to be "excluded" or "included"',
  source: 'has to be a text',
  checked_on: 'has to be a date such as "2026-11-20"',
  expires_on: 'has to be a date such as "2026-11-20"',
  prices: 'has to be an object of prices',
  os: 'has to be an object of prices that names each operating system once',
};

const expectedPrice = 'has to be a price such as "2.00": a text, 0 or more, with at most six decimals';

/** @throws VpsError `configuration` naming the key that can't be used. */
export function parsePriceList(text: string): PriceList {
  const { data, error } = priceListSchema.safeParse(readJson(text));
  if (data) return data;
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  if (issue?.code === 'unrecognized_keys') throw refuse([...path, ...issue.keys.slice(0, 1)], 'is not known');
  throw refuse(path, path.length > 1 ? expectedPrice : (expectations[path.join('.')] ?? 'cannot be read'));
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
    throw new VpsError(
      'configuration',
      'The price list (VPS_PRICE_LIST) is not JSON, or names a key twice.',
      {
        cause,
      },
    );
  }
}

function refuse(path: readonly PropertyKey[], complaint: string): VpsError {
  const subject = path.length === 0 ? '' : ` "${path.map(String).join('.')}"`;
  return new VpsError(
    'configuration',
    `The price list (VPS_PRICE_LIST) cannot be used:${subject || ' it'} ${complaint}.`,
  );
}

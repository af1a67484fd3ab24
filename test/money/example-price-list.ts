import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type PriceList, parsePriceList } from '../../src/money/price-list.ts';
import { createStateDirectory } from '../kit/open-server.ts';

/** A list as an operator writes it, for the number of an operating system that the example order names. */
export const examplePriceList = {
  format: 1,
  currency: 'EUR',
  period_days: 30,
  tax: 'excluded',
  source: 'https://provider.example/prices',
  checked_on: '2026-11-20',
  expires_on: '2027-02-28',
  prices: {
    server: '0.00',
    quantity_ram_gb: '2.00',
    quantity_cpu: '1.00',
    quantity_storage_gb: '0.05',
    'features.ipv4': '1.00',
  },
  os: { Windows: '12.00', Debian: '0.00', 2: '0.00' },
};

/** The path of a list that is gone after the test. */
export function writePriceList(change: object = {}): string {
  const file = path.join(createStateDirectory(), 'prices.json');
  writeFileSync(file, JSON.stringify({ ...examplePriceList, ...change }));
  return file;
}

export function createPriceList(fields: object = {}): PriceList {
  return parsePriceList(JSON.stringify({ ...examplePriceList, ...fields }));
}

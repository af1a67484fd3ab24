/** What one item is asked for, in the words of the price list. */
export interface Quantities {
  ramGb: number;
  cpuCount: number;
  storageGb: number;
  wantsIpv4: boolean;
}

/** Cents for 30 days. */
export const priceListCents = { ramGb: 200, cpu: 100, storageGb: 5, ipv4: 100 } as const;

export const CURRENCY = 'EUR';

/** The price of one item for 30 days in whole cents; a fraction of a cent is rounded up. */
export function priceCents({ ramGb, cpuCount, storageGb, wantsIpv4 }: Quantities): number {
  // RAM is counted in thousandths first: 1.1 * 200 is 220.00000000000003, which would round up to 221.
  const ramThousandths = Math.max(1, Math.round(ramGb * 1000));
  return (
    Math.ceil((ramThousandths * priceListCents.ramGb) / 1000) +
    cpuCount * priceListCents.cpu +
    storageGb * priceListCents.storageGb +
    (wantsIpv4 ? priceListCents.ipv4 : 0)
  );
}

/** 1250 → `12.50`. */
export function renderAmount(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

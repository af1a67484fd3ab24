import { isSafeNumber } from 'lossless-json';

/** Keys whose numbers people pay by; short words count only as words of their own, since `summary` is no sum. */
const moneyKey = /amount|price|cost|credit|balance|total|(?:^|[^a-z])(?:sum|fee|vat|tax|due)(?:[^a-z]|$)/i;

export function isMoneyKey(key: string): boolean {
  return moneyKey.test(key);
}

/**
 * A JSON number as it was written. It becomes a number only where nothing is lost: integers beyond 2^53, decimals with
 * closing zeros or more digits than a double holds, and every written fraction of money stay the text they were.
 */
export function toExactNumber(text: string, isMoney: boolean): number | string {
  const value = Number(text);
  const isShownAlike = Number.isInteger(value) || String(value) === text;
  const isFractionOfMoney = isMoney && /[.eE]/.test(text);
  return isSafeNumber(text) && isShownAlike && !isFractionOfMoney ? value : text;
}

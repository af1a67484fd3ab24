import type { Json } from './json.ts';

/** Our reading of the provider's `status` numbers, which reuse the meanings of HTTP. */
export type State = 'accepted' | 'payment_required' | 'not_found' | 'failed' | 'unknown';

/** A status as a number, a numeric string, or as HTTP writes one ("402 Payment Required"); of words alone only that one. */
export function readStatus(value: Json | undefined): number | undefined {
  if (typeof value === 'string' && /^payment[ _-]?required$/i.test(value)) return 402;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  const digits = typeof value === 'string' ? /^(\d{1,9}$|\d{3}(?=[ :-]))/.exec(value)?.[0] : undefined;
  return digits === undefined ? undefined : Number(digits);
}

/** The table of codes is not published, so any number is read by its hundred. */
export function toState(status: number | undefined): State {
  if (status === undefined) return 'unknown';
  if (status >= 200 && status < 300) return 'accepted';
  if (status === 402) return 'payment_required';
  if (status === 404) return 'not_found';
  return status >= 400 && status < 600 ? 'failed' : 'unknown';
}

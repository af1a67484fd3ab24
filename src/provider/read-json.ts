import { isSafeNumber, LosslessNumber, parse } from 'lossless-json';
import { VpsError } from '../errors/vps-error.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Money is kept as it was written: 12.50 through a float would come out as 12.5. */
const moneyKey = /amount|price|total|sum|cost|fee|credit|balance|vat|tax|due/i;

/** Deeper nesting than any honest answer has is cut, so that nothing downstream recurses far. */
const maxDepth = 24;

/**
 * Reads an answer's bytes as JSON without losing anything a person pays by: an integer beyond 2^53 stays a string of its
 * digits, an amount the text it was. A byte order mark is accepted; invalid UTF-8, NaN, trailing commas, two different
 * values under one key and hostile nesting are not. `clean` is applied to every string and key.
 * @throws VpsError `bad_response`, without any of the provider's text.
 */
export function readJson(bytes: Uint8Array, clean: (text: string) => string): Json {
  return tidy(parseExactly(decode(bytes)), { clean, key: '', depth: 0 });
}

/** @throws VpsError `bad_response` when the bytes are not UTF-8. */
export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new VpsError('bad_response', "The provider's answer is not UTF-8 text.", { cause });
  }
}

function parseExactly(text: string): unknown {
  try {
    return parse(text);
  } catch {
    const looksLikeHtml = /^\s*<(!doctype|html|head|body)/i.test(text);
    throw new VpsError(
      'bad_response',
      `The provider answered ${looksLikeHtml ? 'a web page' : 'something'} that is not JSON.`,
    );
  }
}

interface Tidying {
  readonly clean: (text: string) => string;
  readonly key: string;
  readonly depth: number;
}

function tidy(value: unknown, how: Tidying): Json {
  if (typeof value === 'string') return how.clean(value);
  if (value instanceof LosslessNumber) return toNumber(value, how.key);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return null;
  if (how.depth >= maxDepth) return '[cut: nested too deeply]';
  const depth = how.depth + 1;
  if (Array.isArray(value)) return value.map(entry => tidy(entry, { ...how, depth }));
  const result: JsonObject = {};
  for (const [key, entry] of Object.entries(value)) {
    const name = how.clean(key);
    if (name !== '__proto__') result[name] = tidy(entry, { clean: how.clean, key: name, depth });
  }
  return result;
}

function toNumber(number: LosslessNumber, key: string): number | string {
  const asNumber = Number(number.value);
  const isExact =
    isSafeNumber(number.value) && (Number.isSafeInteger(asNumber) || !Number.isInteger(asNumber));
  const isMoney = moneyKey.test(key) && number.value.includes('.');
  return isExact && !isMoney ? asNumber : number.value;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

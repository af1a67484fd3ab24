import { isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json';
import { VpsError } from '../errors/vps-error.ts';
import { cleanText } from './clean-text.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Deeper than any honest answer is nested; everything that goes through one later calls itself for each level. */
const maxDepth = 100;

/**
 * Reads an answer's text as JSON that gives no name two values. Texts are cleaned; names too, but never of a secret, which
 * could be the name of a field.
 * @throws VpsError `bad_response`, without any of the provider's text.
 */
export function readJson(text: string, clean: (text: string) => string): Json {
  try {
    // The parser makes nothing else of JSON.
    return cleanJson(parse(text, undefined, toExactNumber) as Json, { clean, depth: 0 });
  } catch (error) {
    // The parser calls itself too, and its stack ends far below that of a hostile answer.
    const isDeep = error instanceof RangeError;
    const what = /^\s*</.test(text) ? 'a web page' : isDeep ? 'what is nested too deeply' : 'no proper JSON';
    throw new VpsError('bad_response', `The provider answered ${what}.`);
  }
}

/** A number where it shows the digits that were written, else those: of ids beyond 2^53, and of money such as 12.50. */
function toExactNumber(text: string): number | string {
  const value = Number(text);
  // Some languages write every whole number as 73.0.
  return isSafeNumber(text) && String(value) === text.replace(/\.0$/, '') ? value : text;
}

function cleanJson(value: Json, { clean, depth }: { clean: (text: string) => string; depth: number }): Json {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === maxDepth) throw new RangeError('nested too deeply');
  const inner = { clean, depth: depth + 1 };
  if (Array.isArray(value)) return value.map(element => cleanJson(element, inner));
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([name, member]) => [cleanText(name), cleanJson(member, inner)]));
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const idName = /^order_(?:item_)?id$/;

/** A request's JSON text. Ids are kept as digits on our side and written as the documented JSON numbers, never rounded. */
export function writeJson(request: object): string {
  const toNumber = (key: string, value: unknown) =>
    idName.test(key) && typeof value === 'string' ? new LosslessNumber(value) : value;
  return String(stringify(request, toNumber));
}

/** An id as the provider wrote it, number or numeric string, as its digits without leading zeros; anything else is none. */
export function readId(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) return undefined;
  const digits = value.replace(/^0+/, '');
  return digits === '' ? undefined : digits;
}

/** Digits as a result shows them: a number, or a string where a number would be rounded. */
export function toResultId(digits: string): number | string {
  const asNumber = Number(digits);
  return Number.isSafeInteger(asNumber) ? asNumber : digits;
}

/** Orders ids by value; both are digits without leading zeros. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

import { cutText } from './clean-text.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** Stands where something was too large to be shown. */
export const cutMark = '[cut: too large]';

/** Room for the mark, its key and the brackets around it. */
const markBytes = 96;

/**
 * Bytes that a value takes in a tool's result, which holds it twice: as JSON, and as the text of that JSON, in which
 * every quote is escaped again. Counting stops above `limit`, so that a huge value costs no more than a large one.
 */
export function sizeInResult(value: unknown, limit = Number.POSITIVE_INFINITY): number {
  if (typeof value === 'string') return sizeOfText(value, limit);
  if (typeof value !== 'object' || value === null) return 2 * String(value).length;
  let bytes = 4;
  if (Array.isArray(value)) {
    for (const element of value) {
      bytes += sizeInResult(element ?? null, limit - bytes) + 2;
      if (bytes > limit) break;
    }
    return bytes;
  }
  for (const key in value) {
    const member: unknown = Reflect.get(value, key);
    if (member === undefined) continue;
    bytes += sizeOfMember(key, member, limit - bytes);
    if (bytes > limit) break;
  }
  return bytes;
}

function sizeOfMember(key: string, value: unknown, limit: number): number {
  const bytes = sizeOfText(key, limit) + 4;
  return bytes + sizeInResult(value, limit - bytes);
}

function sizeOfText(text: string, limit: number): number {
  if (2 * text.length > limit) return 2 * text.length;
  const json = JSON.stringify(text);
  return Buffer.byteLength(json) + Buffer.byteLength(JSON.stringify(json)) - 2;
}

/** The same value with each text, and key, cut where a text is too long to be shown. */
export function cutTexts(value: Json): Json {
  if (typeof value === 'string') return cutText(value);
  if (Array.isArray(value)) return value.map(cutTexts);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [cutText(key), cutTexts(member)]));
}

/**
 * Makes a value fit into that many bytes of a result: large members are cut in themselves, what still does not fit is
 * left out, and a mark says so. What fits is answered as it is.
 */
export function cutJson(value: Json, maxBytes: number): Json {
  if (sizeInResult(value, maxBytes) <= maxBytes) return value;
  if (typeof value === 'string') return cutString(value, maxBytes);
  if (Array.isArray(value)) return cutArray(value, maxBytes);
  return isJsonObject(value) ? cutObject(value, maxBytes) : cutMark;
}

function cutString(text: string, maxBytes: number): string {
  const left = Math.max(0, maxBytes - markBytes);
  let start = text.slice(0, left / 2);
  while (sizeInResult(start) > left && start !== '') start = start.slice(0, start.length * 0.8);
  return `${start}… ${cutMark}`;
}

/** The first elements, and the mark in the shape of an element. */
function cutArray(array: Json[], maxBytes: number): Json[] {
  let left = maxBytes - markBytes;
  const kept: Json[] = [];
  for (const element of array) {
    const size = sizeInResult(element, left) + 2;
    const isFirstTooLarge = kept.length === 0 && size > left;
    const shown = isFirstTooLarge ? cutJson(element, left) : element;
    left -= isFirstTooLarge ? left : size;
    if (left < 0) break;
    kept.push(shown);
  }
  return [...kept, isJsonObject(array[0]) ? { cut: cutMark } : cutMark];
}

/** Small members first, so that one huge one does not push out what identifies the object. */
function cutObject(object: JsonObject, maxBytes: number): JsonObject {
  const bySize = Object.entries(object)
    .map(([key, value]) => ({ key, value, bytes: sizeOfMember(key, value, maxBytes) }))
    .sort((a, b) => a.bytes - b.bytes);
  let left = maxBytes - markBytes;
  const kept = new Map<string, Json>();
  for (const { key, value, bytes } of bySize) {
    if (bytes <= left) kept.set(key, value);
    else if (left > 4 * markBytes) kept.set(key, cutJson(value, left - sizeOfMember(key, '', left)));
    else break;
    left -= sizeOfMember(key, kept.get(key), left);
  }
  const inOrder = Object.keys(object).flatMap(key =>
    kept.has(key) ? [[key, kept.get(key) ?? null] as const] : [],
  );
  return { ...Object.fromEntries(inOrder), cut: cutMark };
}

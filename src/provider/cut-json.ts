import { cutText } from './clean-text.ts';
import { isJsonObject, type Json, type JsonObject } from './read-json.ts';

/** Stands where something was too large to be shown. */
export const cutMark = '[cut: too large]';

/** Room for the mark, its key and the brackets around it. */
const markBytes = 64;

/** Bytes of a value as JSON text in UTF-8. */
export function sizeOfJson(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

/** The same value with each text, and key, cut where a text is too long to be shown. */
export function cutTexts(value: Json): Json {
  if (typeof value === 'string') return cutText(value);
  if (Array.isArray(value)) return value.map(cutTexts);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [cutText(key), cutTexts(member)]));
}

/**
 * Makes a value fit into that many bytes of JSON: large members are cut in themselves, what still does not fit is left
 * out, and a mark says so. What fits is answered as it is.
 */
export function cutJson(value: Json, maxBytes: number): Json {
  if (sizeOfJson(value) <= maxBytes) return value;
  if (typeof value === 'string')
    return `${value.slice(0, Math.max(0, (maxBytes - markBytes) / 6))}… ${cutMark}`;
  if (Array.isArray(value)) return cutArray(value, maxBytes);
  return isJsonObject(value) ? cutObject(value, maxBytes) : cutMark;
}

/** The first elements, and the mark in the shape of an element. */
function cutArray(array: Json[], maxBytes: number): Json[] {
  let left = maxBytes - markBytes;
  const kept: Json[] = [];
  for (const element of array) {
    const size = sizeOfJson(element) + 1;
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
    .map(([key, value]) => ({ key, value, bytes: sizeOfJson({ [key]: value }) }))
    .sort((a, b) => a.bytes - b.bytes);
  let left = maxBytes - markBytes;
  const kept = new Map<string, Json>();
  for (const { key, value, bytes } of bySize) {
    if (bytes <= left) kept.set(key, value);
    else if (left > 4 * markBytes) kept.set(key, cutJson(value, left - sizeOfJson(key) - 4));
    else break;
    left -= sizeOfJson({ [key]: kept.get(key) });
  }
  const inOrder = Object.keys(object).flatMap(key =>
    kept.has(key) ? [[key, kept.get(key) ?? null] as const] : [],
  );
  return { ...Object.fromEntries(inOrder), cut: cutMark };
}

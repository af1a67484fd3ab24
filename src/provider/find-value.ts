import { isJsonObject, type Json, type JsonObject } from './read-json.ts';

/** No more values than this are looked at: enough for any notice, little enough for a hostile one. */
const maxVisited = 5_000;

type Read<T> = (value: Json) => T | undefined;

/**
 * The first value, nearest to the top, whose key is one of `keys` (compared without case, dashes and underscores) and
 * which `read` accepts; keys earlier in the list win on the same level.
 */
export function findValue<T>(root: Json | undefined, keys: readonly string[], read: Read<T>): T | undefined {
  for (const objects of levelsOf(root)) {
    for (const key of keys) {
      const [first] = readAll(objects, key, read);
      if (first !== undefined) return first;
    }
  }
  return undefined;
}

/** Like `findValue`, but none where several objects of a level hold different values: then it is not known which is meant. */
export function findOnly<T extends string | number>(
  root: Json | undefined,
  keys: readonly string[],
  read: Read<T>,
): T | undefined {
  for (const objects of levelsOf(root)) {
    for (const key of keys) {
      const [first, ...more] = readAll(objects, key, read);
      if (first !== undefined && more.every(other => other === first)) return first;
    }
  }
  return undefined;
}

/** The objects of each level, from the top down. */
function* levelsOf(root: Json | undefined): Generator<readonly JsonObject[]> {
  let level: Json[] = root === undefined ? [] : [root];
  let left = maxVisited;
  while (level.length > 0 && left > 0) {
    yield level.filter(isJsonObject);
    left -= level.length;
    level = level.flatMap(valuesOf).slice(0, Math.max(0, left));
  }
}

function valuesOf(value: Json): Json[] {
  if (Array.isArray(value)) return value.slice(0, maxVisited);
  return isJsonObject(value) ? Object.values(value).slice(0, maxVisited) : [];
}

function readAll<T>(objects: readonly JsonObject[], key: string, read: Read<T>): T[] {
  const found: T[] = [];
  for (const object of objects) {
    for (const name of Object.keys(object)) {
      if (name.length > 2 * key.length || name.toLowerCase().replace(/[-_ ]/g, '') !== key) continue;
      const value = read(object[name] ?? null);
      if (value !== undefined) found.push(value);
    }
  }
  return found;
}

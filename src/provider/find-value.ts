import { isJsonObject, type Json } from './read-json.ts';

/** No more values than this are looked at: enough for any notice, little enough for a hostile one. */
const maxVisited = 5_000;

/**
 * The first value, nearest to the top, whose key is one of `keys` (compared without case, dashes and underscores) and
 * which `read` accepts; keys earlier in the list win on the same level.
 */
export function findValue<T>(
  root: Json | undefined,
  keys: readonly string[],
  read: (value: Json) => T | undefined,
): T | undefined {
  let level: Json[] = root === undefined ? [] : [root];
  let visited = 0;
  while (level.length > 0 && visited < maxVisited) {
    const objects = level.filter(isJsonObject);
    for (const key of keys) {
      const found = findInLevel(objects, key, read);
      if (found !== undefined) return found;
    }
    visited += level.length;
    level = level.flatMap(value =>
      isJsonObject(value) ? Object.values(value) : Array.isArray(value) ? value : [],
    );
  }
  return undefined;
}

function findInLevel<T>(
  objects: readonly { [key: string]: Json }[],
  key: string,
  read: (value: Json) => T | undefined,
): T | undefined {
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) {
      if (name.toLowerCase().replace(/[-_ ]/g, '') !== key) continue;
      const found = read(value);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** No more values than this are looked at: enough for any notice, little enough for a hostile one. */
const maxVisited = 5_000;

type Read<T> = (value: Json) => T | undefined;

/** Whether a search goes into a member; its key comes without case, dashes and underscores. */
export type Enters = (value: Json, key: string) => boolean;

/** An object, and the objects that it stands in, the outermost first. */
export interface Place {
  readonly object: JsonObject;
  readonly around: readonly JsonObject[];
}

/** Found where two values contradict each other, so that it is not known which is meant. */
export const contradiction = Symbol('contradiction');

/** What an answer says under these keys concerns another order than its own, or repeats the request. */
const foreignKey =
  /^(?:previous|prior|last(?!$)|old|open.*orders?$|existing|other|related|earlier|recent|history|duplicate|parent|replac|supersed|original|example|sample|similar|request(?:body|data)?$|echo$|input$)/;

/** Goes everywhere but into what concerns another order. */
export const entersOwn: Enters = (_, key) => !foreignKey.test(key);

/**
 * The first value, nearest to the top, whose key is one of `keys` (compared without case, dashes and underscores) and
 * which `read` accepts; keys earlier in the list win on the same level.
 */
export function findValue<T>(root: Json | undefined, keys: readonly string[], read: Read<T>): T | undefined {
  for (const places of levelsOf(root)) {
    for (const key of keys) {
      const [first] = readLevel(places, [key], read);
      if (first !== undefined) return first;
    }
  }
  return undefined;
}

/**
 * Like `findValue`, but each entry of `keys` is a group of synonyms, and the first group that a level holds has to name
 * one value only. Deeper levels do not decide what a level leaves open.
 */
export function findOnly<T extends string | number>(
  root: Json | undefined,
  keys: readonly (readonly string[])[],
  read: Read<T>,
  enters?: Enters,
): T | typeof contradiction | undefined {
  for (const places of levelsOf(root, enters)) {
    for (const synonyms of keys) {
      const [first, ...more] = new Set(readLevel(places, synonyms, read));
      if (first !== undefined) return more.length === 0 ? first : contradiction;
    }
  }
  return undefined;
}

/** Every value under one of the keys, wherever it stands. */
export function findAll<T>(
  root: Json | undefined,
  keys: readonly string[],
  read: Read<T>,
  enters?: Enters,
): T[] {
  return [...levelsOf(root, enters)].flatMap(places => readLevel(places, keys, read));
}

/** The objects of each level, from the top down. */
export function* levelsOf(root: Json | undefined, enters: Enters = entersOwn): Generator<readonly Place[]> {
  let level: Standing[] = root === undefined ? [] : [{ value: root, around: [] }];
  let left = maxVisited;
  while (level.length > 0 && left > 0) {
    yield level.flatMap(({ value, around }) => (isJsonObject(value) ? [{ object: value, around }] : []));
    left -= level.length;
    level = standingWithin(level, { limit: left, enters });
  }
}

/** What an object's members of that name hold, where `read` accepts it. */
export function readMembers<T>(object: JsonObject, key: string, read: Read<T>, limit = maxVisited): T[] {
  return Object.keys(object)
    .slice(0, limit)
    .flatMap(name => {
      if (name.length > 2 * key.length || normaliseKey(name) !== key) return [];
      return read(object[name] ?? null) ?? [];
    });
}

interface Standing {
  readonly value: Json;
  readonly around: readonly JsonObject[];
}

function standingWithin(level: readonly Standing[], of: { limit: number; enters: Enters }): Standing[] {
  const next: Standing[] = [];
  for (const standing of level) {
    if (next.length >= of.limit) break;
    next.push(...valuesOf(standing, of.enters).slice(0, of.limit - next.length));
  }
  return next;
}

function valuesOf({ value, around }: Standing, enters: Enters): Standing[] {
  if (Array.isArray(value)) return value.slice(0, maxVisited).map(element => ({ value: element, around }));
  if (!isJsonObject(value)) return [];
  const within = [...around, value];
  return Object.entries(value)
    .slice(0, maxVisited)
    .flatMap(([key, member]) =>
      isScalar(member) || !enters(member, normaliseKey(key)) ? [] : [{ value: member, around: within }],
    );
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

function readLevel<T>(places: readonly Place[], keys: readonly string[], read: Read<T>): T[] {
  return keys.flatMap(key => {
    const found: T[] = [];
    let left = maxVisited;
    for (const { object } of places) {
      if (left <= 0) break;
      found.push(...readMembers(object, key, read, left));
      left -= Object.keys(object).length;
    }
    return found;
  });
}

export function normaliseKey(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, '');
}

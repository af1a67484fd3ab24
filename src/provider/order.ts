import { readId } from './ids.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { readStatus, type State, toState } from './status.ts';

/** An order, or an item of one, as an answer shows it: what we act on, read loosely, and every field, unchanged. */
interface Row {
  readonly id?: string;
  readonly status?: number;
  readonly state: State;
  readonly message?: string;
  readonly fields: JsonObject;
}

export interface Order extends Row {
  readonly reference?: string;
  readonly items: readonly OrderItem[];
}

export interface OrderItem extends Row {
  /** The customer's name for the server. */
  readonly name?: string;
}

/** Reads an order from an object, an array of one, or an object that holds it as `order`, `data` or `result`. */
export function readOrder(body: Json | undefined): Order | undefined {
  if (Array.isArray(body)) return body.length === 1 ? readOrder(body[0]) : undefined;
  if (!isJsonObject(body)) return undefined;
  const inner = body.order ?? body.data ?? body.result;
  const isBare = !('order_id' in body) && !('order_items' in body);
  if (isBare && (isJsonObject(inner) || Array.isArray(inner))) return readOrder(inner);
  return toOrder(body);
}

/** Reads a list of orders; undefined when the answer holds no list. An entry that is no object is left out. */
export function readOrders(body: Json | undefined): Order[] | undefined {
  return readList(body, { names: ['orders', 'order_list'], idName: 'order_id' })?.map(toOrder);
}

/** Reads a list of servers, each with the provider's fields; undefined when the answer holds no list. */
export function readServers(body: Json | undefined): JsonObject[] | undefined {
  return readList(body, { names: ['servers', 'server_list'], idName: 'order_item_id' });
}

interface ListShape {
  /** What an object may call the list. */
  readonly names: readonly string[];
  /** What every entry is known by; an object that has it, and no list, is an entry. */
  readonly idName: string;
}

/** Names that any API may give to what it answers. An entry may hold a list of its own under the others. */
const envelopeNames = ['data', 'result', 'list'];

/** A bare array, the array that an object holds (under a known name, else the first one of objects), or one bare entry. */
function readList(body: Json | undefined, shape: ListShape): JsonObject[] | undefined {
  if (Array.isArray(body)) return readEntries(body);
  if (!isJsonObject(body)) return undefined;
  // An answer may repeat the id that was asked for beside its list.
  const held = findHeld(body, [...shape.names, ...envelopeNames]);
  const list = held === undefined ? undefined : (readList(held, shape) ?? valuesOfMap(held));
  if (list || Array.isArray(held)) return list;
  if (shape.idName in body) return [body];
  const items = findHeld(body, ['items']) ?? Object.values(body).find(isListOfObjects);
  if (items !== undefined) return readList(items, shape) ?? valuesOfMap(items);
  return isMap(body) ? valuesOfMap(body) : undefined;
}

function findHeld(body: JsonObject, names: readonly string[]): Json | undefined {
  return names.map(name => body[name]).find(value => typeof value === 'object' && value !== null);
}

/** What is no object is left out; a list of nothing else, such as of bare ids, is not one that can be read. */
function readEntries(list: readonly Json[]): JsonObject[] | undefined {
  const entries = list.filter(isJsonObject);
  return entries.length === 0 && list.length > 0 ? undefined : entries;
}

/** Some APIs answer a map from id to object where an array is meant. */
function isMap(value: JsonObject): boolean {
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([key, entry]) => /^\d+$/.test(key) && isJsonObject(entry));
}

function valuesOfMap(map: Json): JsonObject[] | undefined {
  return isJsonObject(map) && Object.values(map).every(isJsonObject) ? rowsOf(map) : undefined;
}

function isListOfObjects(value: Json): boolean {
  return Array.isArray(value) && value.some(isJsonObject);
}

// Written out twice: of 100,000 orders, objects that are spread take twice the time and room.
function toOrder(fields: JsonObject): Order {
  const status = readStatus(fields.status);
  return {
    id: readId(fields.order_id) ?? readId(fields.id),
    status,
    state: toState(status),
    message: readText(fields.message),
    reference: readText(fields.reference),
    items: rowsOf(fields.order_items ?? fields.items).map(toItem),
    fields,
  };
}

function toItem(fields: JsonObject): OrderItem {
  const status = readStatus(fields.status);
  return {
    id: readId(fields.id) ?? readId(fields.order_item_id),
    status,
    state: toState(status),
    message: readText(fields.message),
    name: readText(fields.reference),
    fields,
  };
}

/** The rows of an array, or of a map from id to row, in which the row need not repeat its id. */
export function rowsOf(items: Json | undefined): JsonObject[] {
  if (Array.isArray(items)) return items.filter(isJsonObject);
  if (!isJsonObject(items)) return [];
  return Object.entries(items).flatMap(([key, row]) =>
    isJsonObject(row) ? [/^\d+$/.test(key) ? { id: key, ...row } : row] : [],
  );
}

function readText(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Where the end of a paid period may stand; the documentation names no field for it. */
const endFields = ['ends_at', 'end_date', 'paid_until', 'expires_at', 'valid_until'];

/** When an order, or one item of it, ends; of several ends the last. */
export function readEndsAt({ items, fields }: Order, itemId?: string): string | undefined {
  const wanted = items.filter(({ id }) => itemId === undefined || id === itemId);
  return latestEnd(wanted.map(item => item.fields)) ?? latestEnd([fields]);
}

/** The last of several ends; dates that sort as texts are what providers write. */
export function latestEnd(rows: readonly JsonObject[]): string | undefined {
  return rows
    .flatMap(row => endFields.flatMap(name => readText(row[name]) ?? []).slice(0, 1))
    .sort()
    .at(-1);
}

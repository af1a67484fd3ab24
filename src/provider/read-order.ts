import { readId } from './read-id.ts';
import { isJsonObject, type Json, type JsonObject } from './read-json.ts';
import { readStatus, type State, toState } from './status.ts';

/** An order as an answer shows it: what we act on, read loosely, and every field of the provider's, unchanged. */
export interface Order {
  readonly id?: string;
  readonly status?: number;
  readonly state: State;
  readonly message?: string;
  readonly reference?: string;
  readonly items: readonly OrderItem[];
  readonly fields: JsonObject;
}

export interface OrderItem {
  readonly id?: string;
  readonly status?: number;
  readonly state: State;
  readonly message?: string;
  /** The customer's name for the server. */
  readonly name?: string;
  readonly fields: JsonObject;
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
  return readList(body, ['orders', 'order_list'])?.map(toOrder);
}

/** Reads a list of servers, each with the provider's fields; undefined when the answer holds no list. */
export function readServers(body: Json | undefined): JsonObject[] | undefined {
  return readList(body, ['servers', 'server_list']);
}

/** A bare array, or the array that an object holds: under a known name, else the first one of objects. */
function readList(body: Json | undefined, names: readonly string[]): JsonObject[] | undefined {
  if (Array.isArray(body)) return body.filter(isJsonObject);
  if (!isJsonObject(body)) return undefined;
  const named = [...names, 'data', 'result', 'items', 'list'].map(name => body[name]);
  const held = named.find(value => typeof value === 'object' && value !== null);
  if (isJsonObject(held)) return readList(held, names) ?? valuesOfMap(held);
  if (Array.isArray(held)) return held.filter(isJsonObject);
  const list = Object.values(body).find(isListOfObjects);
  return Array.isArray(list) ? list.filter(isJsonObject) : undefined;
}

/** Some APIs answer a map from id to object where an array is meant. */
function valuesOfMap(map: JsonObject): JsonObject[] {
  return Object.values(map).filter(isJsonObject);
}

function isListOfObjects(value: Json): boolean {
  return Array.isArray(value) && value.some(isJsonObject);
}

function toOrder(fields: JsonObject): Order {
  const items = fields.order_items ?? fields.items;
  const status = readStatus(fields.status);
  return {
    id: readId(fields.order_id) ?? readId(fields.id),
    status,
    state: toState(status),
    message: readText(fields.message),
    reference: readText(fields.reference),
    items: (Array.isArray(items) ? items.filter(isJsonObject) : []).map(toItem),
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

function readText(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

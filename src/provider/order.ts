import { readId } from '../request/ids.ts';
import { isJsonObject, type Json, type JsonObject } from './reply.ts';

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
function toState(status = 0): State {
  if (status >= 200 && status < 300) return 'accepted';
  if (status === 402) return 'payment_required';
  if (status === 404) return 'not_found';
  return status >= 400 && status < 600 ? 'failed' : 'unknown';
}

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
  const isHere = 'order_id' in body || 'order_items' in body || typeof inner !== 'object' || inner === null;
  return isHere ? toOrder(body) : readOrder(inner);
}

// Written out twice: of 100,000 orders, objects that are spread take twice the time and room.
export function toOrder(fields: JsonObject): Order {
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
  const ends = rows.flatMap(row => endFields.flatMap(name => readText(row[name]) ?? []).slice(0, 1));
  return ends.sort().at(-1);
}

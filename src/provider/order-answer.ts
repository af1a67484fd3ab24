import { readId } from '../request/ids.ts';
import { readStatus, rowsOf } from './order.ts';
import { isJsonObject, type Json, type JsonObject, type Reply } from './reply.ts';

/** The objects in which an answer speaks of its order: the outermost, and what it wraps the order in. */
export function partsOf(body: Json | undefined): JsonObject[] {
  if (Array.isArray(body)) return body.length === 1 ? partsOf(body[0]) : [];
  if (!isJsonObject(body)) return [];
  return [body, ...[body.order, body.data, body.result].flatMap(member => partsOf(member))];
}

/** The order ids in the documented places, each once; more than one is a contradiction. */
export function findOrderIds(body: Json | undefined): string[] {
  const ids = partsOf(body).flatMap(({ order_id, order }) => [
    readId(order_id),
    isJsonObject(order) ? (readId(order.order_id) ?? readId(order.id)) : undefined,
  ]);
  return [...new Set(ids.filter(id => id !== undefined))];
}

/** What an answer or its order says first. */
export function findMessage(body: Json | undefined): string | undefined {
  const messages = partsOf(body).map(({ message }) => message);
  return messages.find(message => typeof message === 'string' && message.trim() !== '')?.toString();
}

/** The statuses of the answer and its order, the order's last; undefined for one that cannot be read. */
export function readStatuses(body: Json | undefined): (number | undefined)[] {
  return statedIn(partsOf(body));
}

export function readItemStatuses(body: Json | undefined): (number | undefined)[] {
  return statedIn(partsOf(body).flatMap(part => rowsOf(part.order_items ?? part.items)));
}

function statedIn(objects: readonly JsonObject[]): (number | undefined)[] {
  return objects.flatMap(({ status = null }) => (status === null ? [] : [readStatus(status)]));
}

/** Whether an answer asks for payment: HTTP 402, or a 2xx whose JSON says so. */
export function asksForPayment(reply: Reply): boolean {
  if (reply.kind !== 'answered') return false;
  const isSuccess = reply.httpStatus >= 200 && reply.httpStatus < 300;
  return reply.httpStatus === 402 || (isSuccess && saysPaymentRequired(reply.body));
}

/** Whether the status of an answer, of its order or of an item is 402. A success around it takes nothing back. */
export function saysPaymentRequired(body: Json | undefined): boolean {
  return [...readStatuses(body), ...readItemStatuses(body)].includes(402);
}

/** Where other APIs put the number of a failure. Successes are numbered too freely there to be read. */
const failureNames = ['http_status', 'httpStatus', 'status_code', 'statusCode', 'code', 'error_code'];

/** Whether an answer tells a failure in the words of other APIs; the documentation knows none of them. */
export function saysNo(body: Json | undefined): boolean {
  const isFailure = (status = 0) => status >= 400 && status < 600;
  return partsOf(body).some(
    part =>
      part.success === false ||
      part.ok === false ||
      [part.error, part.errors].some(holdsSomething) ||
      failureNames.some(name => isFailure(readStatus(part[name]))),
  );
}

const idName = /(?:order|invoice)(?:ids?|no|nr|numbers?)$|invoices?$/;
const orderName = /orders?$/;

/** In a sentence of JSON a bare number after the word can be how many there are, so it takes a sign that it is an id. */
const sentence =
  /(?<![a-z])(?:order|invoice)[\W_]{0,8}(?:(?:id|no|nr|number)\b|#)[\W_]{0,8}\d|\border \d+ (?:was|is|has|exists|created|made|placed|accepted)\b/i;

const numbered = /(?<![a-z])(?:order|invoice)[\W_]{0,40}(?:(?:id|no|nr|number)\b[\W_]{0,40})?\d/i;

/**
 * Whether an answer may name an order or an invoice, wherever and in whatever form: a refusal that does is no proof that
 * nothing was ordered. It takes more for a name than is read as one, and what it takes wrongly costs a look-up.
 */
export function hintsAtOrder(body: Json | undefined): boolean {
  return partsOf(body).some(({ id }) => readId(id) !== undefined) || (body !== undefined && hints(body));
}

function hints(value: Json): boolean {
  if (typeof value === 'string') return sentence.test(value);
  if (Array.isArray(value)) return value.some(hints);
  return (
    isJsonObject(value) &&
    Object.entries(value).some(([key, member]) => isNamed(key, member) || hints(member))
  );
}

/** The order as it was sent may come back in a refusal; it has no id. */
function isNamed(key: string, value: Json): boolean {
  const name = key.toLowerCase().replace(/[-_ ]/g, '');
  if (idName.test(name)) return holdsSomething(value);
  const ids = [value].flat().map(entry => (isJsonObject(entry) ? entry.id : entry));
  return orderName.test(name) && ids.some(id => readId(id) !== undefined);
}

/** As `hintsAtOrder`, of a text or a web page: the word, and a number after it. */
export function hintsAtOrderInText(text: string): boolean {
  return numbered.test(text) || numbered.test(text.replace(/<[^<>]*>/g, ' '));
}

function holdsSomething(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

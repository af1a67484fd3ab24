import { orderPartsOf } from './find-order-id.ts';
import { findOnly, findValue, readMembers } from './find-value.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import type { Reply } from './reply.ts';
import { readStatus } from './status.ts';

/** Whether an answer asks for payment: HTTP 402, or a 2xx whose JSON says so at the top, beside its order or in an item. */
export function asksForPayment(reply: Reply): boolean {
  if (reply.kind !== 'answered') return false;
  if (reply.httpStatus === 402) return true;
  if (reply.httpStatus < 200 || reply.httpStatus >= 300) return false;
  return saysPaymentRequired(reply.body);
}

const statusKeys = [
  'status',
  'statuscode',
  'httpstatus',
  'httpstatuscode',
  'code',
  'state',
  'error',
  'errorcode',
  'type',
];

type Word = 'pay' | 'failed' | 'other';

/**
 * Whether the status nearest to the top, or that of an item, asks for payment. A success around an order is no word
 * against a demand that the order itself, or an error beside it, makes; a failure is.
 */
export function saysPaymentRequired(body: Json | undefined): boolean {
  const nearest = findOnly(
    body,
    statusKeys.map(key => [key]),
    readWord,
  );
  if (nearest === 'pay') return true;
  if (findValue(body, ['paymentrequired'], value => value === true || undefined)) return true;
  if (findValue(body, ['orderitems', 'items'], items => hasUnpaidItem(items) || undefined)) return true;
  return nearest !== 'failed' && orderPartsOf(body).some(part => asksIn(part) || errorsOf(part).some(asksIn));
}

/** What a status says, in digits or in words. */
function readWord(value: Json): Word | undefined {
  if (typeof value === 'string' && /^payment[ _-]?required$/i.test(value)) return 'pay';
  const status = readStatus(value);
  if (status === undefined) return undefined;
  if (status === 402) return 'pay';
  return status >= 400 && status < 600 ? 'failed' : 'other';
}

function hasUnpaidItem(items: Json): boolean {
  const list = Array.isArray(items) ? items : isJsonObject(items) ? Object.values(items) : [];
  return list.some(item => isJsonObject(item) && readWord(item.status ?? null) === 'pay');
}

function asksIn(fields: JsonObject): boolean {
  return statusKeys.some(key => readMembers(fields, key, readWord).includes('pay'));
}

function errorsOf({ error, errors }: JsonObject): JsonObject[] {
  return [error, errors].flat().filter(isJsonObject);
}

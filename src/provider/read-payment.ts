import { cutText } from './clean-text.ts';
import { findOnly, findValue } from './find-value.ts';
import { readPaymentText, toVisibleText } from './payment-text.ts';
import { choosePaymentUrl, findPaymentUrl } from './payment-url.ts';
import { readId } from './read-id.ts';
import { isJsonObject, type Json } from './read-json.ts';
import type { Reply } from './reply.ts';
import { readStatus } from './status.ts';

/** Whatever a payment request holds; what it does not say is absent. */
export interface Payment {
  readonly invoice_id?: number | string;
  /** As the provider wrote it. */
  readonly amount?: number | string;
  readonly currency?: string;
  readonly url?: string;
  /** Present when the page is on a host that the operator did not name: it is shown, not offered for opening. */
  readonly url_untrusted?: true;
  readonly message?: string;
  /** The provider's answer whole. */
  readonly details?: Json;
}

export interface PaymentRules {
  readonly apiUrl: URL;
  /** Lower-case host names, each standing for itself and its subdomains. */
  readonly paymentHosts: readonly string[];
}

/** A message of a text or a web page is no longer than this. */
const maxTextMessage = 500;

/** Whether an answer asks for payment: HTTP 402, or a 2xx whose JSON says so at the top or in an item. */
export function asksForPayment(reply: Reply): boolean {
  if (reply.kind !== 'answered') return false;
  if (reply.httpStatus === 402) return true;
  if (reply.httpStatus < 200 || reply.httpStatus >= 300) return false;
  return saysPaymentRequired(reply.body);
}

const statusKeys = ['status', 'statuscode', 'code', 'state', 'error', 'errorcode', 'type'];

/** Whether the status nearest to the top, or that of an item, asks for payment. */
export function saysPaymentRequired(body: Json | undefined): boolean {
  if (findValue(body, statusKeys, readDemand) === true) return true;
  if (findValue(body, ['paymentrequired'], value => value === true || undefined)) return true;
  return (
    findValue(body, ['orderitems', 'items'], items => (hasUnpaidItem(items) ? true : undefined)) === true
  );
}

/** True or false where the value is a status, in digits or in words. */
function readDemand(value: Json): boolean | undefined {
  if (typeof value === 'string' && /^payment[ _-]?required$/i.test(value)) return true;
  const status = readStatus(value);
  return status === undefined ? undefined : status === 402;
}

function hasUnpaidItem(items: Json): boolean {
  const list = Array.isArray(items) ? items : isJsonObject(items) ? Object.values(items) : [];
  return list.some(item => isJsonObject(item) && readDemand(item.status ?? null) === true);
}

/**
 * Picks out what a payment request holds, wherever it stands: in members of any depth, else in its sentence, its text or
 * its page. Amounts are never computed with, and nothing is guessed where two values contradict each other.
 */
export function readPayment(body: Json | undefined, rules: PaymentRules): Payment {
  const message = readMessageOf(body);
  const text = readPaymentText(typeof body === 'string' ? body : (message ?? ''));
  const amount = findOnly(body, amountKeys, readAmount);
  const { apiUrl, paymentHosts } = rules;
  const isTrusted = (url: URL) => isPaymentHost(url, paymentHosts);
  const url = findPaymentUrl(body, apiUrl) ?? choosePaymentUrl(text.links, { apiUrl, isTrusted });
  return dropAbsent({
    invoice_id: findOnly(body, invoiceKeys, readInvoiceId) ?? text.invoiceId,
    amount: amount ?? text.amount,
    // The currency of a sentence belongs to the amount of that sentence.
    currency:
      findOnly(body, currencyKeys, readCurrency) ?? (amount === undefined ? text.currency : undefined),
    url: url?.href,
    url_untrusted: url && !isTrusted(url) ? (true as const) : undefined,
    message,
    details: body,
  });
}

/** The id of the order that a request for payment names in its sentence, its text or its page. */
export function findOrderIdInText(body: Json | undefined): string | undefined {
  const text = typeof body === 'string' ? body : readMessageOf(body);
  return text === undefined ? undefined : readPaymentText(text).orderId;
}

/** Whether a payment page may be offered for opening: on one of the hosts, or a subdomain of one. */
export function isPaymentHost(url: URL, paymentHosts: readonly string[]): boolean {
  return paymentHosts.some(host => url.hostname === host || url.hostname.endsWith(`.${host}`));
}

/** What is known of a payment now, over what was known before; a mark belongs to the address that it came with. */
export function mergePayments(earlier: Payment | undefined, later: Payment): Payment {
  const { url_untrusted: mark, ...rest } = earlier ?? {};
  return { ...rest, ...(mark && later.url === undefined && { url_untrusted: mark }), ...later };
}

const invoiceKeys = ['invoiceid', 'invoicenumber', 'invoiceno', 'invoicenr', 'invoice'];
const amountKeys = ['amount', 'amountdue', 'totalamount', 'amounttopay', 'totaldue', 'total', 'price', 'sum'];
const currencyKeys = ['currency', 'currencycode', 'currencysymbol'];
const messageKeys = ['message', 'detail', 'title', 'description', 'error', 'reason', 'text'];

function readMessageOf(body: Json | undefined): string | undefined {
  if (typeof body !== 'string') return findValue(body, messageKeys, readMessage);
  return readMessage(cutText(toVisibleText(body), maxTextMessage));
}

function readInvoiceId(value: Json): number | string | undefined {
  if (isJsonObject(value)) return readInvoiceId(value.id ?? value.number ?? null);
  if (typeof value === 'number') return readId(value) === undefined ? undefined : value;
  const isId = typeof value === 'string' && /^(?=.*\p{N})[\p{L}\p{N}][\p{L}\p{N} ./_#-]{0,63}$/u.test(value);
  return isId && value !== '0' ? value : undefined;
}

/** Digits in the ways people write money, with a currency before or behind. It is shown to people, so no sentence fits. */
const writtenAmount =
  /^(?:\p{Sc}|[A-Za-z]{3})? ?[-+]?(?:\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,8})?|\d+(?:[.,]\d{1,8})?)(?:[eE][-+]?\d{1,2})?(?:,-)? ?(?:\p{Sc}|[A-Za-z]{3})?$/u;

function readAmount(value: Json): number | string | undefined {
  if (isJsonObject(value)) return readAmount(value.value ?? value.amount ?? value.total ?? null);
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length <= 40 && writtenAmount.test(value) ? value : undefined;
}

function readCurrency(value: Json): string | undefined {
  return typeof value === 'string' && /^(\p{L}{2,12}|\p{L}{0,2}\p{Sc})$/u.test(value) ? value : undefined;
}

function readMessage(value: Json): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function dropAbsent(payment: Payment): Payment {
  return Object.fromEntries(Object.entries(payment).filter(([, value]) => value !== undefined));
}

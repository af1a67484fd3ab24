import { isLoopbackHost } from '../settings/loopback-host.ts';
import { findValue } from './find-value.ts';
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
  readonly paymentHosts: readonly string[];
}

/** Whether an answer asks for payment: HTTP 402, or a 2xx whose JSON says 402 at the top or in an item. */
export function asksForPayment(reply: Reply): boolean {
  if (reply.kind !== 'answered') return false;
  if (reply.httpStatus === 402) return true;
  if (reply.httpStatus < 200 || reply.httpStatus >= 300) return false;
  return saysPaymentRequired(reply.body);
}

/** Whether a JSON `status`, at the top, in a wrapper or in an item, is 402. */
export function saysPaymentRequired(body: Json | undefined): boolean {
  const top = findValue(body, ['status', 'statuscode', 'code'], value => readStatus(value));
  if (top === 402) return true;
  return (
    findValue(body, ['orderitems', 'items'], items => (hasUnpaidItem(items) ? true : undefined)) === true
  );
}

function hasUnpaidItem(items: Json): boolean {
  return Array.isArray(items) && items.some(item => isJsonObject(item) && readStatus(item.status) === 402);
}

/** Picks out what a payment request holds, wherever it stands; amounts are never computed with. */
export function readPayment(body: Json | undefined, rules: PaymentRules): Payment {
  const url = readPaymentUrl(body, rules.apiUrl);
  const isTrusted = url === undefined || isPaymentHost(url, rules.paymentHosts);
  return dropAbsent({
    invoice_id: findValue(body, ['invoiceid', 'invoicenumber', 'invoiceno', 'invoice'], readInvoiceId),
    amount: findValue(
      body,
      ['amount', 'amountdue', 'total', 'totalamount', 'price', 'sum', 'due'],
      readAmount,
    ),
    currency: findValue(body, ['currency', 'currencycode'], readCurrency),
    url: url?.href,
    url_untrusted: isTrusted ? undefined : (true as const),
    message: findValue(body, ['message', 'detail', 'description', 'error'], readMessage),
    details: body,
  });
}

/** Whether a payment page may be offered for opening: on one of the hosts, or a subdomain of one. */
export function isPaymentHost(url: URL, paymentHosts: readonly string[]): boolean {
  return paymentHosts.some(host => url.hostname === host || url.hostname.endsWith(`.${host}`));
}

const urlKeys = [
  'paymenturl',
  'payurl',
  'checkouturl',
  'invoiceurl',
  'paymentlink',
  'url',
  'link',
  'href',
  'location',
];

function readPaymentUrl(body: Json | undefined, apiUrl: URL): URL | undefined {
  const named = findValue(body, urlKeys, value => readUrl(value, apiUrl));
  if (named) return named;
  const text =
    typeof body === 'string'
      ? body
      : findValue(body, ['message', 'detail', 'description', 'text'], readMessage);
  return readUrl(text?.match(/https?:\/\/[^\s"'<>)\]]+/)?.[0]?.replace(/[.,;:!?]+$/, '') ?? null, apiUrl);
}

/** https anywhere; http only where provider and page are both on this machine; never with a user or password. */
function readUrl(value: Json, apiUrl: URL): URL | undefined {
  if (typeof value !== 'string' || value.length > 2_048 || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isLocal = url.protocol === 'http:' && isLoopbackHost(url.hostname) && isLoopbackHost(apiUrl.hostname);
  return (url.protocol === 'https:' || isLocal) && !url.username && !url.password ? url : undefined;
}

function readInvoiceId(value: Json): number | string | undefined {
  if (isJsonObject(value)) return readInvoiceId(value.id ?? value.number ?? null);
  if (typeof value === 'number') return readId(value) === undefined ? undefined : value;
  return typeof value === 'string' && /^[\p{L}\p{N}][\p{L}\p{N} ./_#-]{0,63}$/u.test(value)
    ? value
    : undefined;
}

function readAmount(value: Json): number | string | undefined {
  if (isJsonObject(value)) return readAmount(value.value ?? value.amount ?? null);
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length <= 40 && /\d/.test(value) ? value : undefined;
}

function readCurrency(value: Json): string | undefined {
  return typeof value === 'string' && /^(\p{L}{2,12}|\p{Sc})$/u.test(value) ? value : undefined;
}

function readMessage(value: Json): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function dropAbsent(payment: Payment): Payment {
  return Object.fromEntries(Object.entries(payment).filter(([, value]) => value !== undefined));
}

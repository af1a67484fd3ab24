import { cutText } from './clean-text.ts';
import { contradiction, findOnly, findValue } from './find-value.ts';
import { isJsonObject, type Json } from './json.ts';
import { findMoney } from './payment-amount.ts';
import { readPaymentText, toVisibleText } from './payment-text.ts';
import { choosePaymentUrl, findPaymentUrl } from './payment-url.ts';
import { readId } from './read-id.ts';

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
  /** The provider's answer whole, each of its texts cut at the length of any text. */
  readonly details?: Json;
}

export interface PaymentRules {
  readonly apiUrl: URL;
  /** Lower-case host names, each standing for itself and its subdomains. */
  readonly paymentHosts: readonly string[];
}

/** A message of a text or a web page is no longer than this. */
const maxTextMessage = 500;

/**
 * Picks out what a payment request holds, wherever it stands: in members of any depth, else in its sentence, its text or
 * its page. Amounts are never computed with, and nothing is guessed where two values contradict each other.
 */
export function readPayment(body: Json | undefined, rules: PaymentRules): Payment {
  const message = readMessageOf(body);
  const text = readPaymentText(typeof body === 'string' ? body : (message ?? ''));
  const { amount = text.amount, currency } = findMoney(body);
  const invoiceId = findOnly(body, invoiceKeys, readInvoiceId) ?? text.invoiceId;
  const { apiUrl, paymentHosts } = rules;
  const isTrusted = (url: URL) => isPaymentHost(url, paymentHosts);
  const url = only(findPaymentUrl(body, apiUrl) ?? choosePaymentUrl(text.links, { apiUrl, isTrusted }));
  return dropAbsent({
    invoice_id: only(invoiceId),
    amount: only(amount),
    // The currency of a sentence belongs to the amount of that sentence.
    currency: currency ?? (amount === text.amount ? text.currency : undefined),
    url: url?.href,
    url_untrusted: url && !isTrusted(url) ? (true as const) : undefined,
    message: message && cutText(message),
    details: typeof body === 'string' ? cutText(body) : body,
  });
}

function only<T>(found: T | typeof contradiction): T | undefined {
  return found === contradiction ? undefined : found;
}

/** The id of the order that a request for payment names in its sentence, its text or its page. */
export function findOrderIdInText(body: Json | undefined): string | undefined {
  const text = typeof body === 'string' ? body : readMessageOf(body);
  return text === undefined ? undefined : readPaymentText(text).orderId;
}

/** Marks a page anew, of a recorded payment too: the operator may have named other hosts since. */
export function judgePage(
  { url_untrusted: _, ...payment }: Payment,
  paymentHosts: readonly string[],
): Payment {
  const { url } = payment;
  const isTrusted = url === undefined || (URL.canParse(url) && isPaymentHost(new URL(url), paymentHosts));
  return isTrusted ? payment : { ...payment, url_untrusted: true };
}

/** Whether a payment page may be offered for opening: on one of the hosts, or a subdomain of one. */
function isPaymentHost(url: URL, paymentHosts: readonly string[]): boolean {
  return paymentHosts.some(host => url.hostname === host || url.hostname.endsWith(`.${host}`));
}

/**
 * What is known of a payment now, over what was known before. Nothing of another invoice is kept, and a mark belongs to
 * the address that it came with.
 */
export function mergePayments(earlier: Payment | undefined, later: Payment): Payment {
  if (isOtherInvoice(earlier?.invoice_id, later.invoice_id)) return later;
  const { url_untrusted: mark, ...rest } = earlier ?? {};
  return { ...rest, ...(mark && later.url === undefined && { url_untrusted: mark }), ...later };
}

/** The number that people see can stand beside the id, so these are no synonyms. */
const invoiceKeys = [['invoiceid'], ['invoicenumber', 'invoiceno', 'invoicenr'], ['invoice']];
function isOtherInvoice(earlier: Payment['invoice_id'], later: Payment['invoice_id']): boolean {
  return earlier !== undefined && later !== undefined && String(earlier) !== String(later);
}

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

function readMessage(value: Json): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function dropAbsent(payment: Payment): Payment {
  return Object.fromEntries(Object.entries(payment).filter(([, value]) => value !== undefined));
}

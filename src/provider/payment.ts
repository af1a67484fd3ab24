import { isLoopbackHost } from '../settings/setting-forms.ts';
import { isJsonObject, type Json, type JsonObject, readId } from './json.ts';
import { findMessage, partsOf } from './order-answer.ts';

/** Whatever a request for payment holds in fields of its own; what it does not say is absent. */
export interface Payment {
  readonly invoice_id?: number | string;
  /** As the provider wrote it. */
  readonly amount?: number | string;
  readonly currency?: string;
  readonly url?: string;
  /** Present when the page is on a host that the operator did not name: it is shown, not offered for opening. */
  readonly url_untrusted?: true;
  readonly expires_at?: number | string;
  readonly message?: string;
  /** The provider's answer whole: the model reads there what stands in its sentences. */
  readonly details?: Json;
}

/** As results show it: something to be paid for an order that exists, and no price of a call. */
export type ShownPayment = Payment & { readonly kind: 'invoice' };

export interface PaymentRules {
  readonly apiUrl: URL;
  /** Lower-case host names, each standing for itself and its subdomains. */
  readonly paymentHosts: readonly string[];
}

const dueNames = ['amountdue', 'dueamount', 'amounttopay', 'amountpayable'];
const payingUrlNames = ['paymenturl', 'payurl', 'checkouturl', 'continueurl'];
const invoiceUrlNames = ['invoiceurl', 'hostedinvoiceurl'];
const currencyNames = ['currency', 'currencycode'];

/**
 * Reads what a request for payment says under names that mean nothing else: at the top, in what wraps the order, and in
 * what is named for paying. Amounts are never computed with, and of two values that differ none is taken.
 */
export function readPayment(body: Json | undefined, { apiUrl, paymentHosts }: PaymentRules): Payment {
  const parts = partsOf(body).map(toFields);
  const paying = partsOf(body).flatMap(listPaying).map(toFields);
  const all = [...paying, ...parts];
  const toUrl = (value: Json) => readUrl(value, apiUrl);
  const amount = pick(
    readAll(all, dueNames, readFigure),
    readAll(paying, ['amount'], readFigure),
    readAll(parts, ['amount'], readFigure),
  );
  const priced = all.filter(fields => [...dueNames, 'amount'].some(name => fields.get(name) === amount));
  const payment = {
    invoice_id: pick(
      ...['invoiceid', 'invoice', 'invoicenumber'].map(name => readAll(all, [name], readInvoiceId)),
    ),
    amount,
    currency: pick(readAll(priced, currencyNames, readCurrency), readAll(parts, currencyNames, readCurrency)),
    url: pick(
      readAll(all, payingUrlNames, toUrl),
      readAll(all, invoiceUrlNames, toUrl),
      readAll(paying, ['url'], toUrl),
      readAll(parts.slice(0, 1), ['url'], toUrl),
    ),
    expires_at: pick(readAll(all, ['expiresat'], readFigure)),
    message: findMessage(body),
    details: body,
  };
  return judgePage(dropAbsent(payment), paymentHosts);
}

/** An object's members by their names without case, dashes and underscores. */
type Fields = ReadonlyMap<string, Json>;

function toFields(object: JsonObject): Fields {
  return new Map(
    Object.entries(object).map(([key, value]) => [key.toLowerCase().replace(/[-_ ]/g, ''), value]),
  );
}

/** What an object holds that is named for paying; anything else has amounts and addresses of its own. */
function listPaying({ payment, invoice, checkout }: JsonObject): JsonObject[] {
  return [payment, invoice, checkout].filter(isJsonObject);
}

function readAll<T>(
  places: readonly Fields[],
  names: readonly string[],
  read: (value: Json) => T | undefined,
): T[] {
  return places.flatMap(fields => names.flatMap(name => read(fields.get(name) ?? null) ?? []));
}

/** The value of the first list that has any; none where that has several. */
function pick<T>(...lists: readonly (readonly T[])[]): T | undefined {
  const [value, ...others] = new Set(lists.find(list => list.length > 0));
  return others.length === 0 ? value : undefined;
}

/** As it is written; it is shown to people, so it is short. */
function readFigure(value: Json): number | string | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length <= 40 && /\d/.test(value) ? value : undefined;
}

function readCurrency(value: Json): string | undefined {
  return typeof value === 'string' && /^[\p{L}\p{Sc}]{1,12}$/u.test(value) ? value : undefined;
}

function readInvoiceId(value: Json): number | string | undefined {
  if (isJsonObject(value)) return readInvoiceId(value.id ?? null);
  if (typeof value === 'number') return readId(value) === undefined ? undefined : value;
  return typeof value === 'string' && value.length <= 64 && /[1-9]/.test(value) ? value : undefined;
}

/** https anywhere; http only where provider and page are both on this machine; never with a user or password. */
function readUrl(value: Json, apiUrl: URL): string | undefined {
  if (typeof value !== 'string' || value.length > 2_048 || !/^\s*(?:https?:\/)?\//i.test(value))
    return undefined;
  if (!URL.canParse(value, apiUrl.href)) return undefined;
  const url = new URL(value, apiUrl);
  const isLocal = url.protocol === 'http:' && isLoopbackHost(url.hostname) && isLoopbackHost(apiUrl.hostname);
  return (url.protocol === 'https:' || isLocal) && !url.username && !url.password ? url.href : undefined;
}

/** Marks a page anew, of a recorded payment too: the operator may have named other hosts since. */
export function judgePage(
  { url_untrusted: _, ...payment }: Payment,
  paymentHosts: readonly string[],
): Payment {
  const { url } = payment;
  if (url === undefined) return payment;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const isTrusted = paymentHosts.some(known => `.${host}`.endsWith(`.${known}`));
  return isTrusted ? payment : { ...payment, url_untrusted: true };
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

function isOtherInvoice(earlier: Payment['invoice_id'], later: Payment['invoice_id']): boolean {
  return earlier !== undefined && later !== undefined && String(earlier) !== String(later);
}

function dropAbsent(payment: { readonly [K in keyof Payment]: Payment[K] | undefined }): Payment {
  return Object.fromEntries(Object.entries(payment).filter(([, value]) => value !== undefined));
}

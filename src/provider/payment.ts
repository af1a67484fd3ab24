import { readId } from '../request/ids.ts';
import { isLoopbackHost } from '../settings/value-parsers.ts';
import { findMessage, partsOf } from './order-answer.ts';
import { isJsonObject, type Json, type JsonObject } from './reply.ts';

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

const dueNames = ['amount_due', 'due_amount', 'amount_to_pay', 'amount_payable'];
const payingUrlNames = ['payment_url', 'pay_url', 'checkout_url', 'continue_url'];
const invoiceUrlNames = ['invoice_url', 'hosted_invoice_url'];
const currencyNames = ['currency', 'currency_code'];

/**
 * Reads what a request for payment says under names that mean nothing else: at the top, in what wraps the order, and in
 * what is named for paying. Amounts are never computed with, and of two values that differ none is taken.
 */
export function readPayment(body: Json | undefined, { apiUrl, paymentHosts }: PaymentRules): Payment {
  const parts = partsOf(body);
  // Anything else has amounts and addresses of its own.
  const paying = parts
    .flatMap(({ payment, invoice, checkout }) => [payment, invoice, checkout])
    .filter(isJsonObject);
  const all = [...paying, ...parts];
  const toUrl = (value: Json | undefined) => readUrl(value, apiUrl);
  const amount = pick(readFigure, [all, dueNames], [paying, ['amount']], [parts, ['amount']]);
  const priced = all.filter(fields => [...dueNames, 'amount'].some(name => fields[name] === amount));
  const payment = {
    invoice_id: pick(readInvoiceId, [all, ['invoice_id']], [all, ['invoice']], [all, ['invoice_number']]),
    amount,
    currency: pick(readCurrency, [priced, currencyNames], [parts, currencyNames]),
    url: pick(
      toUrl,
      [all, payingUrlNames],
      [all, invoiceUrlNames],
      [paying, ['url']],
      [parts.slice(0, 1), ['url']],
    ),
    expires_at: pick(readFigure, [all, ['expires_at']]),
    message: findMessage(body),
    details: body,
  };
  return judgePage(dropAbsent(payment), paymentHosts);
}

/** The value that the first of these places with any says under these names; none where it says several. */
function pick<T>(
  read: (value: Json | undefined) => T | undefined,
  ...places: readonly (readonly [objects: readonly JsonObject[], names: readonly string[]])[]
): T | undefined {
  const values = places.map(([objects, names]) =>
    objects.flatMap(fields => names.flatMap(name => read(fields[name]) ?? [])),
  );
  const [value, ...others] = new Set(values.find(list => list.length > 0));
  return others.length === 0 ? value : undefined;
}

/** As it is written; it is shown to people, so it is short. */
function readFigure(value: Json | undefined): number | string | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length <= 40 && /\d/.test(value) ? value : undefined;
}

function readCurrency(value: Json | undefined): string | undefined {
  return typeof value === 'string' && /^[\p{L}\p{Sc}]{1,12}$/u.test(value) ? value : undefined;
}

function readInvoiceId(value: Json | undefined): number | string | undefined {
  if (isJsonObject(value)) return readInvoiceId(value.id);
  if (typeof value === 'number') return readId(value) === undefined ? undefined : value;
  return typeof value === 'string' && value.length <= 64 && /[1-9]/.test(value) ? value : undefined;
}

/** https anywhere; http only where provider and page are both on this machine; never with a user or password. */
function readUrl(value: Json | undefined, apiUrl: URL): string | undefined {
  const isAddress = typeof value === 'string' && /^\s*(?:https?:\/)?\//i.test(value) && value.length <= 2_048;
  if (!isAddress || !URL.canParse(value, apiUrl.href)) return undefined;
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

/** What is known of a payment now, over what was known before, of the same invoice; its page is still to be judged. */
export function mergePayments(earlier: Payment | undefined, later: Payment): Payment {
  const [before, after] = [earlier?.invoice_id, later.invoice_id];
  const isOther = before !== undefined && after !== undefined && String(before) !== String(after);
  return isOther ? later : { ...earlier, ...later };
}

function dropAbsent(payment: { readonly [K in keyof Payment]: Payment[K] | undefined }): Payment {
  return Object.fromEntries(Object.entries(payment).filter(([, value]) => value !== undefined));
}

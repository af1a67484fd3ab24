import { isLoopbackHost } from '../settings/loopback-host.ts';
import { contradiction, findAll, normaliseKey } from './find-value.ts';
import { isJsonObject, type Json } from './json.ts';
import { entersPayment, isPaymentKey, toSearched } from './payment-place.ts';

/** Names that say where to pay, in members of any depth, and names that say where the invoice is. */
const payingKeys = [
  'paymenturl',
  'paymenturi',
  'payurl',
  'paymentlink',
  'paylink',
  'payat',
  'paymentpage',
  'checkouturl',
  'checkoutlink',
  'hostedinvoiceurl',
  'payment',
  'pay',
  'checkout',
];
const invoiceKeys = ['invoiceurl', 'invoicelink', 'invoice'];

/** Names that any address has; they count by the place where they stand. */
const plainKeys = ['url', 'link', 'href', 'location'];

const payingWord = /pay|invoice|checkout|billing|betal|factu/i;
const invoiceWord = /invoice|billing|factu/i;

/** The address in an answer's members; `contradiction` when several could be it, and none of them is offered. */
export function findPaymentUrl(body: Json | undefined, apiUrl: URL): URL | typeof contradiction | undefined {
  const readLink = (value: Json) => readLinks(value, apiUrl);
  const readPlain = (value: Json) => readUrl(value, apiUrl)?.href;
  const related = findAll(body, ['links'], readRelations).flat();
  const readRelated = (isInvoice: boolean) =>
    related.filter(({ rel }) => invoiceWord.test(rel) === isInvoice).flatMap(({ link }) => readLink(link));
  const searched = toSearched(body);
  return (
    toOne([...findAll(body, payingKeys, readLink).flat(), ...readRelated(false)]) ??
    toOne([...findAll(body, invoiceKeys, readLink).flat(), ...readRelated(true)]) ??
    toOne(findAll(searched, plainKeys, readPlain, entersPayment)) ??
    toOne(findAll(searched, ['redirecturl'], readPlain, entersPayment))
  );
}

/** The address among those of a text: on a payment host, else one that speaks of paying, else the only one there is. */
export function choosePaymentUrl(
  links: readonly string[],
  { apiUrl, isTrusted }: { apiUrl: URL; isTrusted: (url: URL) => boolean },
): URL | undefined {
  const urls = [...new Set(links.flatMap(link => readUrl(link, apiUrl)?.href ?? []))].map(
    href => new URL(href),
  );
  const trusted = urls.filter(isTrusted);
  const candidates = [
    trusted.filter(url => payingWord.test(url.pathname + url.search)),
    trusted,
    urls.filter(url => payingWord.test(url.href)),
    urls,
  ].find(found => found.length > 0);
  return candidates?.length === 1 ? candidates[0] : undefined;
}

function toOne(hrefs: readonly string[]): URL | typeof contradiction | undefined {
  const [href, ...more] = new Set(hrefs);
  if (href === undefined) return undefined;
  return more.length === 0 ? new URL(href) : contradiction;
}

function readLinks(value: Json, apiUrl: URL): string[] {
  const values = isJsonObject(value) ? plainKeys.map(key => value[key] ?? null) : [value];
  return values.flatMap(link => readUrl(link, apiUrl)?.href ?? []);
}

/** Links of RFC 8288's kind, `{ rel: "payment", href }` in a list, that are named for paying. */
function readRelations(value: Json): { rel: string; link: Json }[] {
  const links = Array.isArray(value) ? value.filter(isJsonObject) : [];
  return links.flatMap(link =>
    typeof link.rel === 'string' && isPaymentKey(normaliseKey(link.rel)) ? [{ rel: link.rel, link }] : [],
  );
}

/** https anywhere; http only where provider and page are both on this machine; never with a user or password. */
function readUrl(value: Json, apiUrl: URL): URL | undefined {
  if (typeof value !== 'string' || value.length > 2_048 || !/^\s*https?:\/\//i.test(value)) return undefined;
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isLocal = url.protocol === 'http:' && isLoopbackHost(url.hostname) && isLoopbackHost(apiUrl.hostname);
  return (url.protocol === 'https:' || isLocal) && !url.username && !url.password ? url : undefined;
}

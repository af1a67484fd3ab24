import { isLoopbackHost } from '../settings/loopback-host.ts';
import { findOnly, findValue } from './find-value.ts';
import { isJsonObject, type Json } from './read-json.ts';

/** Names that say what the address is for. */
const paymentKeys = [
  'paymenturl',
  'payurl',
  'paymentlink',
  'paylink',
  'paymentpage',
  'checkouturl',
  'checkoutlink',
  'invoiceurl',
  'invoicelink',
  'payment',
  'pay',
  'checkout',
  'invoice',
];

const anyKeys = ['url', 'link', 'href', 'location'];

const paymentWord = /pay|invoice|checkout|billing|betal|factu/i;

/** The address in an answer's members, the one that is named for paying first. */
export function findPaymentUrl(body: Json | undefined, apiUrl: URL): URL | undefined {
  const related = findValue(body, ['links'], value => readRelatedLink(value, apiUrl));
  if (related) return related;
  const named = findValue(body, paymentKeys, value => readLink(value, apiUrl));
  if (named) return named;
  const href = findOnly(body, anyKeys, value => readUrl(value, apiUrl)?.href);
  return href === undefined ? undefined : new URL(href);
}

/** The address among those of a text: on a payment host, else one that speaks of paying, else the only one there is. */
export function choosePaymentUrl(
  links: readonly string[],
  { apiUrl, isTrusted }: { apiUrl: URL; isTrusted: (url: URL) => boolean },
): URL | undefined {
  const urls = [...new Set(links)].flatMap(link => readUrl(link, apiUrl) ?? []);
  return (
    urls.find(isTrusted) ??
    urls.find(url => paymentWord.test(url.href)) ??
    (urls.length === 1 ? urls[0] : undefined)
  );
}

function readLink(value: Json, apiUrl: URL): URL | undefined {
  if (!isJsonObject(value)) return readUrl(value, apiUrl);
  return anyKeys.map(key => readUrl(value[key] ?? null, apiUrl)).find(url => url !== undefined);
}

/** A link of RFC 8288's kind: `{ rel: "payment", href }` in a list. */
function readRelatedLink(value: Json, apiUrl: URL): URL | undefined {
  const links = Array.isArray(value) ? value.filter(isJsonObject) : [];
  const link = links.find(({ rel }) => typeof rel === 'string' && paymentWord.test(rel));
  return link && readLink(link, apiUrl);
}

/** https anywhere; http only where provider and page are both on this machine; never with a user or password. */
function readUrl(value: Json, apiUrl: URL): URL | undefined {
  if (typeof value !== 'string' || value.length > 2_048 || !/^\s*https?:\/\//i.test(value)) return undefined;
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isLocal = url.protocol === 'http:' && isLoopbackHost(url.hostname) && isLoopbackHost(apiUrl.hostname);
  return (url.protocol === 'https:' || isLocal) && !url.username && !url.password ? url : undefined;
}

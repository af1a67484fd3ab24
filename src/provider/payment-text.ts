import { stripText } from './clean-text.ts';
import { readId } from './read-id.ts';

/** What a sentence about a payment names. Only what stands there once, and marked as what it is, is taken. */
export interface PaymentText {
  readonly orderId?: string;
  readonly invoiceId?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly links: readonly string[];
}

/** What follows a word is bounded everywhere, so that a long text is read in linear time. */
const idWord = '(?:[\\s_-]?(?:id|no|nr|number|nummer))';

/** A bare number after the word could count something, so it takes a sign that it is an id. */
const orderPattern = new RegExp(
  `\\b(?:order|bestelling)(?:${idWord}\\b\\.?["']?\\s*[:=]?|\\s*[:=]?\\s*(?=#))\\s*["'#]?(\\d{1,20})\\b`,
  'giu',
);

const invoicePattern = new RegExp(
  `\\b(?:invoice|factuur)(?:${idWord}\\b\\.?["']?\\s*[:=]?|\\s*[:=]?\\s*(?=#)|(?=\\s+[\\w/-]{0,62}\\d[\\w/-]{0,62}(?:[:,.;)]|\\s*$)))\\s*["'#]?((?=[\\w./-]{0,62}\\d)[a-z0-9][\\w./-]{0,62}[a-z0-9]|\\d)`,
  'gimu',
);

const code = 'EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|CAD|AUD|NZD|JPY|CNY|INR|BRL|ZAR';
const number = "\\d{1,3}(?:[.,' ]\\d{3}){1,6}(?:[.,]\\d{1,4})?(?!\\d)|\\d{1,18}(?:[.,]\\d{1,4})?(?!\\d)";
const amountPattern = new RegExp(
  `(?:(\\p{Sc}|\\b(?:${code}))\\s?(${number})|(?<![\\d.,])(${number})\\s?(\\p{Sc}|(?:${code})\\b))`,
  'gu',
);

/** Reads plain text or a web page. */
export function readPaymentText(source: string): PaymentText {
  const isPage = /<\/?[a-z][^<>]*>/i.test(source);
  const shown = isPage ? dropUnseen(source) : source;
  const text = isPage ? toPlainText(shown) : shown.replace(/\s+/g, ' ');
  const money = findMoney(text);
  return {
    orderId: readId(onlyOne([...text.matchAll(orderPattern)].map(match => match[1])) ?? null),
    invoiceId: onlyOne([...text.matchAll(invoicePattern)].map(match => match[1])),
    ...money,
    links: isPage ? findAnchors(shown) : findLinks(text),
  };
}

/** What a person would see of a web page, in one line. */
export function toVisibleText(source: string): string {
  return toPlainText(dropUnseen(source));
}

/** Comments, scripts, styles and the head. What is never closed runs to the end, as in a browser; a body ends a head. */
function dropUnseen(source: string): string {
  return source
    .replace(/<!--.*?(?:-->|$)|<(script|style|template)\b[^<>]*>.*?(?:<\/\1\s*>|$)/gis, ' ')
    .replace(/<head\b[^<>]*>.*?(?:<\/head\s*>|(?=<body\b)|$)/gis, ' ');
}

function toPlainText(shown: string): string {
  return stripText(decodeEntities(shown.replace(/<[!/?a-z][^<>]*>/gis, ' ')))
    .replace(/\s+/g, ' ')
    .trim();
}

function findMoney(text: string): { amount?: string; currency?: string } {
  const found = [...text.matchAll(amountPattern)].map(([, before, after, first, behind]) => ({
    amount: after ?? first ?? '',
    currency: before ?? behind ?? '',
  }));
  const amount = onlyOne(found.map(money => money.amount));
  const currency = onlyOne(found.map(money => money.currency));
  return amount !== undefined && currency !== undefined ? { amount, currency } : {};
}

/** No browser is given a longer address. */
const maxLinkLength = 2_048;

function findLinks(text: string): string[] {
  return [...text.matchAll(/https?:\/\/[^\s"'<>()[\]{}]+/gi)].flatMap(([link]) =>
    link.length > maxLinkLength ? [] : [link.replace(/[.,;:!?]+$/, '')],
  );
}

/** Only what a person can click: a page also names style sheets, images and schemas. */
function findAnchors(source: string): string[] {
  const anchors = source.matchAll(
    /<(?:a|form)\s[^<>]*?(?<![\w-])(?:href|action)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi,
  );
  return [...anchors].map(([, double, single, bare]) => decodeEntities(double ?? single ?? bare ?? ''));
}

const namedEntities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  euro: '€',
  pound: '£',
  amp: '&',
};

/** Signs only: this text is clean already, and a letter or an unseen character in disguise could undo that. */
function decodeEntities(text: string): string {
  return text
    .replace(/&#(?:x([0-9a-f]{1,5})|(\d{1,6}));/gi, (entity, hex?: string, decimal?: string) => {
      const character = String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
      return /^[\p{P}\p{S}]$/u.test(character) ? character : entity;
    })
    .replace(
      /&(lt|gt|quot|nbsp|euro|pound|amp);/gi,
      (_, name: string) => namedEntities[name.toLowerCase()] ?? ' ',
    );
}

function onlyOne(values: readonly (string | undefined)[]): string | undefined {
  const [first, ...more] = new Set(values);
  return more.length === 0 ? first : undefined;
}

import { findOrderIds } from './find-order-id.ts';
import { findAll } from './find-value.ts';
import { isJsonObject, type Json } from './json.ts';
import { readId } from './read-id.ts';
import { readOrder } from './read-order.ts';

const namingKeys = [
  'orderid',
  'orderids',
  'ordernumber',
  'orderno',
  'ordernr',
  'invoice',
  'invoiceid',
  'invoicenumber',
];

const sentence =
  /\border\s*(?:no\.?|nr\.?|number|id|#)[\s:#"']*\d|\border\s+\d+\s+(?:was|is|has|exists|created|made|placed|accepted)\b/i;

/** No sentence that matters comes later. */
const maxText = 64 * 1024;

/**
 * Whether an answer may name an order, in whatever form: a refusal that does is no proof that nothing was ordered.
 * It takes more for a name than can be read as one, and what it takes wrongly costs a look-up.
 */
export function hintsAtOrder(body: Json | undefined): boolean {
  if (body === undefined) return false;
  const everywhere = () => true;
  return (
    findOrderIds(body).length > 0 ||
    readOrder(body)?.id !== undefined ||
    findAll(body, namingKeys, holdsSomething, everywhere).length > 0 ||
    findAll(body, ['order', 'orders'], holdsId, everywhere).length > 0 ||
    sentence.test(JSON.stringify(body).slice(0, maxText))
  );
}

/** As `hintsAtOrder`, of a text that is not JSON. */
export function hintsAtOrderInText(text: string): boolean {
  const start = text.slice(0, maxText);
  return sentence.test(start) || /order[-_ ]?id/i.test(start);
}

function holdsSomething(value: Json): true | undefined {
  const isEmpty = typeof value === 'object' ? value === null || Object.keys(value).length === 0 : !value;
  return isEmpty ? undefined : true;
}

function holdsId(value: Json): true | undefined {
  const entries = Array.isArray(value) ? value : [value];
  return entries.some(entry => isJsonObject(entry) && readId(entry.id) !== undefined) || undefined;
}

import { contradiction, findOnly, levelsOf, readMembers } from './find-value.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { entersDue, entersPayment, paymentObjectsIn, toSearched } from './payment-place.ts';

type Amount = number | string;

/** What is to be paid, as the provider wrote it. `contradiction` when several amounts could be it. */
export interface Money {
  readonly amount?: Amount | typeof contradiction;
  readonly currency?: string;
}

/** An amount that was found, and the object whose currency is its own. */
interface Found {
  readonly amount: Amount;
  readonly fields: JsonObject;
}

/** Names that say it is to be paid. */
const dueKeys = ['amountdue', 'balancedue', 'totaldue', 'amounttopay', 'amountpayable'];

/** Names that anything with a price has; they count by the place where they stand. */
const plainKeys = ['amount', 'totalamount', 'total', 'price', 'sum'];

const currencyKeys = [['currency', 'currencycode'], ['currencysymbol']];

/** The amount that is called due, else the one of what is named for paying, else that of the order. */
export function findMoney(body: Json | undefined): Money {
  const searched = toSearched(body);
  const found =
    findNearest([...levelsOf(body, entersDue)].map(toObjects), fields => readAmounts(fields, dueKeys)) ??
    findNearest(
      [...levelsOf(searched, entersPayment)].map(places => toObjects(places).flatMap(paymentObjectsIn)),
      readPlainAmounts,
    ) ??
    findNearest([...levelsOf(searched, entersPayment)].map(toObjects), readPlainAmounts);
  if (found === contradiction) return { amount: contradiction };
  const currency =
    (found && only(findOnly(found.fields, currencyKeys, readCurrency, () => false))) ??
    only(findOnly(searched, currencyKeys, readCurrency, entersPayment));
  return { ...(found && { amount: found.amount }), ...(currency !== undefined && { currency }) };
}

function toObjects(places: readonly { object: JsonObject }[]): JsonObject[] {
  return places.map(({ object }) => object);
}

function only(currency: string | typeof contradiction | undefined): string | undefined {
  return currency === contradiction ? undefined : currency;
}

function findNearest(
  levels: readonly (readonly JsonObject[])[],
  read: (fields: JsonObject) => Found[],
): Found | typeof contradiction | undefined {
  for (const objects of levels) {
    const found = objects.flatMap(read);
    const [first] = found;
    if (first) return found.every(({ amount }) => amount === first.amount) ? first : contradiction;
  }
  return undefined;
}

function readPlainAmounts(fields: JsonObject): Found[] {
  return readAmounts(fields, mayCount(fields) ? plainKeys.filter(key => key !== 'total') : plainKeys);
}

/** A whole `total` can be how many there are; a currency beside it, and no list, says that it is money. */
function mayCount(fields: JsonObject): boolean {
  const isWhole = readMembers(fields, 'total', value => typeof value === 'number' || undefined).length > 0;
  const isMoney = currencyKeys.flat().some(key => readMembers(fields, key, readCurrency).length > 0);
  return isWhole && (!isMoney || Object.values(fields).some(Array.isArray));
}

function readAmounts(fields: JsonObject, keys: readonly string[]): Found[] {
  return keys.flatMap(key => readMembers(fields, key, value => readFound(value, fields)));
}

function readFound(value: Json, fields: JsonObject): Found | undefined {
  if (!isJsonObject(value)) return toFound(readAmount(value), fields);
  const hasCurrency = currencyKeys.flat().some(key => readMembers(value, key, readCurrency).length > 0);
  return toFound(
    readAmount(value.value ?? value.amount ?? value.total ?? null),
    hasCurrency ? value : fields,
  );
}

function toFound(amount: Amount | undefined, fields: JsonObject): Found | undefined {
  return amount === undefined ? undefined : { amount, fields };
}

/** Digits in the ways people write money, with a currency before or behind. It is shown to people, so no sentence fits. */
const writtenAmount =
  /^(?:\p{Sc}|[A-Za-z]{3})? ?[-+]?(?:\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,8})?|\d+(?:[.,]\d{1,8})?)(?:[eE][-+]?\d{1,2})?(?:,-)? ?(?:\p{Sc}|[A-Za-z]{3})?$/u;

function readAmount(value: Json): Amount | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length <= 40 && writtenAmount.test(value) ? value : undefined;
}

function readCurrency(value: Json): string | undefined {
  return typeof value === 'string' && /^(\p{L}{2,12}|\p{L}{0,2}\p{Sc})$/u.test(value) ? value : undefined;
}

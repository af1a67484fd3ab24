import { type Enters, entersOwn, normaliseKey } from './find-value.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

const paymentWord = /invoice|payment|checkout|billing|due$|^pay(?!load)|factuur|betal/;

/** What is beside a payment and has figures and addresses of its own. */
const besideWord =
  /credit|balance(?!due)|tax|vat|discount|help|logo|docs?$|support|method|option|address|history|previous|last|received|refund|paid|terms|policy|items?$|lines?$/;

/** Members that only wrap what an answer is about. */
const wrappers: ReadonlySet<string> = new Set([
  'data',
  'result',
  'response',
  'order',
  'error',
  'details',
  'info',
]);

/** Whether a key, without case, dashes and underscores, says that it holds what is to be paid, or where. */
export function isPaymentKey(key: string): boolean {
  return paymentWord.test(key) && !besideWord.test(key);
}

/** Goes only where a plain `amount` or `url` is that of the payment: the top, the order, and what is named for paying. */
export const entersPayment: Enters = (value, key) =>
  !(Array.isArray(value) && value.length > 1) && (wrappers.has(key) || isPaymentKey(key));

/** Goes where an amount may stand that is called due, which can be that of a part, of a credit or of a tax. */
export const entersDue: Enters = (value, key) => entersOwn(value, key) && !besideWord.test(key);

/** An answer that is a list of several things has no top of its own. */
export function toSearched(body: Json | undefined): Json | undefined {
  return Array.isArray(body) && body.length > 1 ? undefined : body;
}

/** The members of an object that hold what is named for paying, as objects. */
export function paymentObjectsIn(object: JsonObject): JsonObject[] {
  return Object.entries(object).flatMap(([key, value]) =>
    isJsonObject(value) && isPaymentKey(normaliseKey(key)) ? [value] : [],
  );
}

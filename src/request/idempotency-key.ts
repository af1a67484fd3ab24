import { quoteEntry } from './quote-entry.ts';
import { type Ruling, textField } from './text-field.ts';

function checkIdempotencyKey(text: string): Ruling {
  if (/^[\x21-\x7e]{1,64}$/.test(text)) return { value: text };
  return { problems: [`${quoteEntry(text)} is not 1–64 visible ASCII characters without blanks`] };
}

/** What names an intent to order. */
export const idempotencyKeySchema = textField(checkIdempotencyKey);

import type { Credentials } from '../settings/settings.ts';
import { cutText, stripText } from './clean-text.ts';
import { secretForms } from './credential-header.ts';

const mark = '[redacted]';

/** Below this length a form would also match innocent text; no provider issues such a secret. */
const minFormLength = 4;

/**
 * Returns a function that takes every form of the secret out of a text.
 * @param others texts that are secret as they are, such as those of one request.
 */
export function createRedactor(
  credentials: Credentials | undefined,
  others: readonly string[] = [],
): (text: string) => string {
  const secrets = [...(credentials ? secretForms(credentials) : []), ...others];
  const forms = secrets.flatMap(form => [form, stripText(form)]);
  const distinct = [...new Set(forms)]
    .filter(form => form.length >= minFormLength)
    .sort((a, b) => b.length - a.length);
  if (distinct.length === 0) return text => text;
  // RegExp.escape is not in Node 20.
  const escaped = distinct.map(form => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const pattern = new RegExp(escaped.join('|'), 'gi');
  return text => text.replace(pattern, mark);
}

/** Cleans a text, and cuts it at that length, or where texts are cut otherwise. */
export type Cleaner = (text: string, maxLength?: number) => string;

/**
 * Makes provider text fit to be shown or kept. The order matters: invisible characters could keep a secret from being
 * found, and a cut could leave half of one.
 */
export function createCleaner(redact: (text: string) => string): Cleaner {
  return (text, maxLength) => cutText(redact(stripText(text)), maxLength);
}

import type { Credentials } from '../settings/settings.ts';
import { cutText, maxTextLength, stripText } from './text.ts';

/** Stands where a secret stood. */
const redactedMark = '[redacted]';

/** Below this length a form would also match innocent text; no provider issues such a secret. */
const minFormLength = 4;

/** Longer than any secret that fits into a header, in its longest encoding. */
const maxSecretLength = 64 * 1024;

/** Returns a function that takes the secrets out of a text: as they are, or as JSON, addresses, forms and headers write them. */
export function createRedactor(
  credentials: Credentials | undefined,
  otherSecret?: string,
): (text: string) => string {
  let forms: string[] | undefined;
  return text => {
    // Not before the first text: a start has none.
    forms ??= listForms([...listSecrets(credentials), ...(otherSecret === undefined ? [] : [otherSecret])]);
    return forms.reduce((rest, form) => rest.replaceAll(form, redactedMark), text);
  };
}

/** Cleans a text, and cuts it at that length, or where texts are cut otherwise. */
export type Cleaner = (text: string, maxLength?: number) => string;

/**
 * Makes provider text fit to be shown or kept. The order matters: invisible characters could keep a secret from being
 * found, and a cut could leave half of one.
 */
export function createCleaner(redact: (text: string) => string): Cleaner {
  return (text, maxLength = maxTextLength) => {
    // No more of a text than this is looked at, since cleaning a hostile one costs time.
    const maxInputLength = 4 * maxLength + maxSecretLength;
    const start = redact(stripText(text.slice(0, maxInputLength)));
    if (text.length <= maxInputLength) return cutText(start, maxLength);
    // The end may hold a part of a secret that the first cut went through.
    return cutText(start, Math.min(maxLength, Math.max(0, start.length - maxSecretLength)));
  };
}

/** The longest first, since one form can hold another. */
function listForms(secrets: readonly string[]): string[] {
  const shown = secrets.flatMap(secret => [secret, stripText(secret)]);
  return [...new Set(shown.flatMap(encode))]
    .filter(form => form.length >= minFormLength)
    .sort((a, b) => b.length - a.length);
}

function listSecrets(credentials: Credentials | undefined): string[] {
  if (!credentials) return [];
  if (credentials.kind === 'token') return [credentials.token];
  const pair = `${credentials.username}:${credentials.password}`;
  return [credentials.password, pair, toBase64(pair)];
}

function encode(secret: string): string[] {
  const inUrl = encodeURIComponent(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    inUrl,
    inUrl.replace(/%../g, code => code.toLowerCase()),
    new URLSearchParams({ '': secret }).toString().slice(1),
    // Without the padding, which not everybody writes.
    toBase64(secret).replace(/=+$/, ''),
    Buffer.from(secret, 'utf8').toString('base64url'),
  ];
}

export function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

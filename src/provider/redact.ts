import type { Credentials } from '../settings/settings.ts';
import { cutText, stripText } from './text.ts';

/** Stands where a secret stood. */
const redactedMark = '[redacted]';

/** Below this length a form would also match innocent text; no provider issues such a secret. */
const minFormLength = 4;

/** Returns a function that takes secrets out of a text: as they are, or as JSON, addresses, forms and headers write them. */
export function createRedactor(
  credentials: Credentials | undefined,
  ...otherSecrets: (string | undefined)[]
): (text: string) => string {
  const forms = listForms([...listSecrets(credentials), ...otherSecrets.flatMap(secret => secret ?? [])]);
  return text => forms.reduce((rest, form) => rest.replaceAll(form, redactedMark), text);
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

/** The longest first, since one form can hold another. */
function listForms(secrets: readonly string[]): string[] {
  // Texts are stripped before a secret is looked for.
  const written = secrets.flatMap(secret => [secret, stripText(secret)]);
  return [...new Set(written.flatMap(encode))]
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

import type { Credentials } from '../settings/settings.ts';

/** The header that authenticates a request: `X-Account-Token`, or HTTP Basic as RFC 7617 has it, in UTF-8. */
export function toCredentialHeader(credentials: Credentials): Record<string, string> {
  if (credentials.kind === 'token') return { 'x-account-token': credentials.token };
  return { authorization: `Basic ${toBasicText(credentials)}` };
}

/** What a provider or an error could repeat of the secret; each can stand there in an encoding of texts besides. */
export function secretForms(credentials: Credentials): string[] {
  if (credentials.kind === 'token') return formsOf(credentials.token);
  const { username, password } = credentials;
  return [password, `${username}:${password}`, toBasicText(credentials)].flatMap(formsOf);
}

function toBasicText({ username, password }: { username: string; password: string }): string {
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = bytes.toString('base64');
  const inner = [0, 1, 2]
    .map(shift => toInnerBase64(bytes, shift))
    .filter(form => form.length >= minInnerLength);
  return [
    secret,
    secret.replaceAll(' ', '+'),
    // UTF-8 that was taken for Latin-1.
    bytes.toString('latin1'),
    base64,
    base64.replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    ...inner,
    ...inner.map(form => form.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** Shorter pieces of base64 stand in innocent text too. */
const minInnerLength = 6;

/** What base64 makes of the bytes in the middle of a longer text: without the characters that its neighbours change. */
function toInnerBase64(bytes: Buffer, shift: number): string {
  const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
  const text = padded.toString('base64').replace(/=+$/, '');
  const start = Math.ceil((shift * 8) / 6);
  return text.slice(start, padded.length % 3 === 0 ? undefined : -1);
}

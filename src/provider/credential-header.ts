import type { Credentials } from '../settings/settings.ts';

/** The header that authenticates a request: `X-Account-Token`, or HTTP Basic as RFC 7617 has it, in UTF-8. */
export function toCredentialHeader(credentials: Credentials): Record<string, string> {
  if (credentials.kind === 'token') return { 'x-account-token': credentials.token };
  return { authorization: `Basic ${toBasicText(credentials)}` };
}

/** Every form in which a provider or an error could repeat the secret, longest first. */
export function secretForms(credentials: Credentials): string[] {
  const secret = credentials.kind === 'token' ? credentials.token : credentials.password;
  const forms = new Set([secret, ...encodedForms(secret)]);
  if (credentials.kind === 'basic') {
    forms.add(toBasicText(credentials));
    forms.add(toBasicText(credentials).replace(/=+$/, ''));
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

function toBasicText({ username, password }: { username: string; password: string }): string {
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}

function encodedForms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = bytes.toString('base64');
  return [
    base64,
    base64.replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    encodeURIComponent(base64),
    JSON.stringify(secret).slice(1, -1),
  ];
}

import { type Ruling, refuse, textField } from './fields.ts';

const maxLength = 2048;

// No message repeats the URL: its query or user part may be a secret.
function findUrlProblem(text: string): string | undefined {
  if (/^#|^Content-Type:/i.test(text))
    return 'holds the text of a cloud-init file; put the file where the server can load it, and give its https address';
  if (!/^https:\/\/[^/]/i.test(text))
    return 'does not start with https://; give the https address of a cloud-init file';
  if (text.length > maxLength) return `is longer than ${maxLength} characters`;
  if (!/^[\x21-\x7e]+$/.test(text)) return 'holds a blank or a character outside ASCII; percent-encode it';
  if (text.includes('\\')) return 'holds a backslash; percent-encode it as %5C';
  if (text.includes('#')) return 'holds a fragment (#…), which no server ever receives; remove it';
  const [, , authority = ''] = text.split(/[/?]/);
  if (authority.includes('@')) return 'holds a user name or password before the host; remove it';
  return URL.canParse(text) ? undefined : 'is not a URL';
}

/** An https URL without user and fragment, kept as given. */
export function checkCloudInitUrl(text: string): Ruling {
  const problem = findUrlProblem(text);
  return problem === undefined ? { value: text } : refuse(problem);
}

/** The URL as it may be shown: scheme, host and path, with anything in its query masked. */
export function maskUrlQuery(url: string): string {
  if (!URL.canParse(url)) return '***';
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}${pathname}${search === '' ? '' : '?***'}`;
}

export const cloudInitUrlSchema = textField(checkCloudInitUrl);

const secretName =
  /token|secret|passw|passphrase|api-?key|access-?key|private-?key|signature|credential|\b(key|pass|pwd|pw|auth|authorization|bearer|sig|hmac|jwt|otp|sas|session|sid)\b/;

/** What generators make: a UUID, or twenty and more letters and digits in one run. */
const secretValue = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{20,}/i;

/** Whether the query of a URL looks like it holds a secret: by the name of a parameter, or by what stands alone or in it. */
export function holdsSecret(url: string): boolean {
  return [...new URL(url).searchParams].some(
    ([name, value]) => secretValue.test(value || name) || (value !== '' && secretName.test(toWords(name))),
  );
}

/** `X-Amz_apiKey` becomes `x-amz-api-key`. */
function toWords(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z\d]+/g, '-')
    .toLowerCase();
}

import { quoteEntry, type Ruling, textField } from './fields.ts';

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
  return problem === undefined ? { value: text } : { problems: [problem] };
}

/** The URL as it may be shown: scheme, host and path, with anything in its query masked. */
export function maskUrlQuery(url: string): string {
  if (!URL.canParse(url)) return '***';
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}${pathname}${search === '' ? '' : '?***'}`;
}

export const cloudInitUrlSchema = textField(checkCloudInitUrl);

const secretNames =
  /token|secret|passw|passphrase|api-?key|access-?key|private-?key|signature|credential|\b(key|pass|pwd|pw|auth|authorization|bearer|sig|hmac|jwt|otp|sas|session|sid)\b/;

// What generators make: a UUID, or twenty and more letters and digits in one run.
const secretValues = [
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{20,}/i,
];

/** Which parameters of a URL look like a secret: quoted names, or `a value` where the name may be the secret. */
export function findSecretParameters(url: string): string[] {
  const parameters = [...new URL(url).searchParams];
  return [...new Set(parameters.flatMap(([name, value]) => findSecret(name, value) ?? []))];
}

function findSecret(name: string, value: string): string | undefined {
  if (value === '') return isSecretValue(name) ? 'a value' : undefined;
  if (secretNames.test(toWords(name))) return isSecretValue(name) ? 'a value' : quoteEntry(name);
  return isSecretValue(value) ? 'a value' : undefined;
}

/** `X-Amz_apiKey` becomes `x-amz-api-key`. */
function toWords(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z\d]+/g, '-')
    .toLowerCase();
}

function isSecretValue(text: string): boolean {
  return secretValues.some(pattern => pattern.test(text));
}

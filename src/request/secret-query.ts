import { quoteEntry } from './quote-entry.ts';

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

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

import type { Credentials } from '../settings/settings.ts';
import { secretForms } from './credential-header.ts';

const mark = '[redacted]';

/** Below this length a form would also match innocent text; no provider issues such a secret. */
const minSecretLength = 4;

/** Returns a function that takes every form of the secret out of a text. */
export function createRedactor(credentials: Credentials | undefined): (text: string) => string {
  const forms = credentials ? secretForms(credentials).filter(form => form.length >= minSecretLength) : [];
  if (forms.length === 0) return text => text;
  // RegExp.escape is not in Node 20.
  const pattern = new RegExp(
    forms.map(form => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'gi',
  );
  return text => text.replace(pattern, mark);
}

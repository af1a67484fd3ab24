import { VpsError } from '../errors/vps-error.ts';
import type { SettingVariable } from './setting-table.ts';
import type { Credentials } from './settings.ts';

interface Sources {
  readonly textOf: (variable: SettingVariable) => string | undefined;
  readonly readFile: (path: string) => string;
  readonly hints: string[];
}

/**
 * The token, else user name and password, else nothing; a secret comes from its variable or from its file.
 * @throws VpsError `configuration` for a secret that no HTTP header can carry, or a file that can't be read.
 */
export function readCredentials(sources: Sources): Credentials | undefined {
  const token = readSecret(sources, 'VPS_API_TOKEN');
  if (token !== undefined) {
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw new VpsError(
        'configuration',
        'VPS_API_TOKEN holds a blank, a line break or a non-ASCII character.',
      );
    }
    return { kind: 'token', token };
  }
  const username = sources.textOf('VPS_API_USERNAME')?.trim();
  const password = readSecret(sources, 'VPS_API_PASSWORD');
  if (username === undefined || password === undefined) return undefined;
  if (/[:\p{Cc}]/u.test(username)) {
    throw new VpsError(
      'configuration',
      'VPS_API_USERNAME holds a colon or a control character, which HTTP Basic can not carry.',
    );
  }
  if (/\p{Cc}/u.test(password)) {
    throw new VpsError('configuration', 'VPS_API_PASSWORD holds a line break or another control character.');
  }
  return { kind: 'basic', username, password };
}

function readSecret(sources: Sources, variable: 'VPS_API_TOKEN' | 'VPS_API_PASSWORD'): string | undefined {
  const direct = sources.textOf(variable);
  const file = sources.textOf(`${variable}_FILE`);
  if (direct !== undefined && file !== undefined) {
    throw new VpsError('configuration', `${variable} and ${variable}_FILE are both set; keep one.`);
  }
  const text = file === undefined ? direct : readSecretFile(sources, { variable: `${variable}_FILE`, file });
  // Files end with a line break, and pasted values with blanks: neither belongs to the secret.
  const secret = text?.trim();
  if (secret === '')
    sources.hints.push(`${variable}_FILE names an empty file, so ${variable} counts as unset.`);
  return secret || undefined;
}

function readSecretFile(sources: Sources, from: { variable: string; file: string }): string {
  try {
    return sources.readFile(from.file);
  } catch (cause) {
    throw new VpsError('configuration', `${from.variable} names a file that can not be read.`, { cause });
  }
}

import path from 'node:path';
import * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { parseHostName } from './host-name.ts';
import { isLoopbackHost } from './loopback-host.ts';

const onTexts = ['1', 'true', 'yes', 'on'];
const offTexts = ['0', 'false', 'no', 'off'];

function onOff() {
  return z
    .string()
    .transform(text => text.trim().toLowerCase())
    .refine(
      text => [...onTexts, ...offTexts].includes(text),
      'has to be on (1, true, yes, on) or off (0, false, no, off)',
    )
    .transform(text => onTexts.includes(text));
}

function decimal(complaint = 'has to be a number, 0 or more') {
  return z
    .string()
    .trim()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, complaint)
    .transform(Number);
}

function positive() {
  const complaint = 'has to be a number above 0';
  return decimal(complaint).refine(value => value > 0, complaint);
}

function whole(complaint = 'has to be a whole number from 0 to 999999999') {
  return decimal(complaint).refine(Number.isInteger, complaint);
}

function oneOf<const Choice extends string>(choices: readonly [Choice, ...Choice[]]) {
  return z
    .string()
    .transform(text => text.trim().toLowerCase())
    .pipe(z.enum(choices, `has to be one of ${choices.join(', ')}`));
}

function apiUrl() {
  return z.string().transform((text, context) => {
    const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
    const complaint = url ? complainAboutApiUrl(url) : 'is not a URL';
    if (url && !complaint) return url;
    context.addIssue({ code: 'custom', message: complaint ?? 'is not a URL' });
    return z.NEVER;
  });
}

function complainAboutApiUrl(url: URL): string | undefined {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
    return 'has to be https; plain http is accepted to a loopback address only';
  }
  if (url.username || url.password)
    return 'may not hold a user or password; use VPS_API_USERNAME and VPS_API_PASSWORD';
  if (url.search || url.hash) return 'may not hold a query or a fragment';
  return undefined;
}

function hostList() {
  return z.string().transform((text, context) => {
    const entries = text
      .split(',')
      .map(entry => entry.trim())
      .filter(entry => entry !== '');
    const hosts = entries.flatMap(entry => parseHostName(entry) ?? []);
    if (hosts.length === entries.length) return hosts;
    const message = 'has to be a comma-separated list of whole host names, such as pay.example.com';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/**
 * One schema per setting that is more than its text; each message continues the sentence "VARIABLE …". A schema is made
 * when its variable is set: making all of them would be felt in every start.
 */
export const settingSchemas = {
  VPS_API_URL: apiUrl,
  VPS_SANDBOX: onOff,
  VPS_ACCOUNT: () =>
    z
      .string()
      .refine(
        label => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(label),
        'has to be 1–64 letters, digits, dots, dashes or underscores',
      ),
  VPS_READ_ONLY: onOff,
  VPS_CONFIRM: () => oneOf(['auto', 'always', 'never']),
  VPS_MAX_ITEMS_PER_ORDER: () => whole().refine(count => count >= 1, 'has to be a whole number from 1'),
  VPS_MAX_ORDERS_PER_DAY: whole,
  VPS_MAX_RAM_GB: positive,
  VPS_MAX_CPU: positive,
  VPS_MAX_STORAGE_GB: positive,
  VPS_ALLOW_OPEN_SSH: onOff,
  VPS_DEDUPE_WINDOW_MINUTES: decimal,
  VPS_REQUEST_TIMEOUT_MS: () =>
    whole().refine(ms => ms >= 1_000 && ms <= 40_000, 'has to be a whole number from 1000 to 40000'),
  VPS_PAYMENT_HOSTS: hostList,
  // Hosts start servers in directories of their choice, and two of them would mean two journals.
  VPS_STATE_DIR: () => z.string().trim().refine(path.isAbsolute, 'has to be an absolute path'),
  VPS_LOG: () => oneOf(['error', 'warn', 'info', 'debug']),
};

/** @throws VpsError `configuration` "VARIABLE has to be …"; the value itself is never repeated, it may be a misplaced secret. */
export function parseSetting<T>(given: {
  variable: string;
  text: string;
  schema: { parse(value: unknown): T };
}): T {
  try {
    return given.schema.parse(given.text);
  } catch (error) {
    const reason = error instanceof z.ZodError ? error.issues[0]?.message : undefined;
    throw new VpsError('configuration', `${given.variable} ${reason ?? 'can not be read'}.`);
  }
}

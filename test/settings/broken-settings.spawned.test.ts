import { expect, it, test } from 'vitest';
import {
  type SettingDefinition,
  type SettingVariable,
  settingTable,
  settingVariables,
  toFlagName,
} from '../../src/settings/setting-table.ts';
import { runProcess, toLines } from '../kit/server-process.ts';
import { complaintOf } from './read-settings.ts';

const broken: [variable: SettingVariable, text: string][] = [
  ['VPS_API_URL', 'my.klikk.com'],
  ['VPS_API_URL', 'ftp://my.klikk.com/api'],
  ['VPS_API_URL', 'http://my.klikk.com/api'],
  ['VPS_API_URL', 'http://127.0.0.1.example.com/api'],
  ['VPS_API_URL', 'https://user:topsecret@my.klikk.com/api'],
  ['VPS_API_URL', 'https://my.klikk.com/api?token=topsecret'],
  ['VPS_API_URL', 'https://my.klikk.com/api#part'],
  ['VPS_API_TOKEN', 'top secret'],
  ['VPS_API_TOKEN', 'top\nsecret'],
  ['VPS_API_TOKEN', 'töpsecret'],
  ['VPS_API_TOKEN_FILE', '/nowhere/topsecret'],
  ['VPS_API_USERNAME', 'top:secret'],
  ['VPS_API_PASSWORD', 'top\nsecret'],
  ['VPS_API_PASSWORD_FILE', '/nowhere/topsecret'],
  ['VPS_SANDBOX', 'maybe'],
  ['VPS_ACCOUNT', '../topsecret'],
  ['VPS_ACCOUNT', 'x'.repeat(65)],
  ['VPS_READ_ONLY', '2'],
  ['VPS_CONFIRM', 'sometimes'],
  ['VPS_MAX_ITEMS_PER_ORDER', '000'],
  ['VPS_MAX_ITEMS_PER_ORDER', 'five'],
  ['VPS_MAX_ORDERS_PER_DAY', '-1'],
  ['VPS_MAX_ORDERS_PER_DAY', '1.5'],
  ['VPS_MAX_RAM_GB', '0.000'],
  ['VPS_MAX_CPU', '1e3'],
  ['VPS_MAX_STORAGE_GB', '10GB'],
  ['VPS_ALLOW_OPEN_SSH', 'topsecret'],
  ['VPS_DEDUPE_WINDOW_MINUTES', 'Infinity'],
  ['VPS_REQUEST_TIMEOUT_MS', '999'],
  ['VPS_REQUEST_TIMEOUT_MS', '40001'],
  ['VPS_PAYMENT_HOSTS', 'https://pay.example.com/'],
  ['VPS_STATE_DIR', 'relative/topsecret'],
  ['VPS_STATE_DIR', '~/topsecret'],
  ['VPS_JOURNAL_URL', 'topsecret'],
  ['VPS_JOURNAL_URL', 'mysql://user:topsecret@127.0.0.1/orders'],
  ['VPS_JOURNAL_URL', 'postgres://user:topsecret@127.0.0.1'],
  ['VPS_JOURNAL_URL', 'postgres://user:topsecret%@127.0.0.1/orders'],
  ['VPS_JOURNAL_URL', 'postgres://user@127.0.0.1/orders?password=topsecret'],
  ['VPS_JOURNAL_URL', 'postgres://user:topsecret@db.example/orders?sslmode=require'],
  ['VPS_JOURNAL_URL_FILE', '/nowhere/topsecret'],
  ['VPS_PRICE_LIST', 'relative/topsecret'],
  ['VPS_PRICE_LIST', '/nowhere/topsecret'],
  ['VPS_MAX_COST_PER_ORDER', '49,90'],
  ['VPS_MAX_COST_PER_DAY', '-1'],
  ['VPS_MAX_COST_PER_MONTH', '50 EUR'],
  ['VPS_ASK_ABOVE', '1e3'],
  ['VPS_REMIND_AFTER_DAYS', '0'],
  ['VPS_LOG', 'verbose'],
];

test.each(broken)('%s refuses %j, is named, and its value is not repeated', (variable, text) => {
  const complaint = complaintOf({ env: { [variable]: text } });
  expect(complaint.startsWith(variable)).toBe(true);
  expect(complaint).not.toContain(text);
  expect(complaint).not.toMatch(/topsecret|\n/);
});

const takesValue = ({ isSecret, form }: SettingDefinition) => !isSecret && form !== 'boolean';

test.each(broken.filter(([variable]) => takesValue(settingTable[variable])))(
  '%s that was written as a flag is named as one',
  (variable, text) => {
    const flag = `--${toFlagName(variable)}`;
    const expected = complaintOf({ env: { [variable]: text } }).replace(variable, flag);
    expect(complaintOf({ args: [`${flag}=${text}`] })).toBe(expected);
  },
);

test.each([
  'com',
  'com.',
  '.',
  ':',
  '..',
  'a..b',
  '.example.com',
  'pay.example..',
  '-pay.example',
  'pay-.example',
  '*.example.com',
  'pay.example:443',
  'pay example.com',
  'pay.example.com/path',
  '1.2',
  '192.0.2.256',
  'fe80::1%eth0',
  'pay.exämple.com',
  'good.example,com',
  '[::1',
  '::1]',
  'x'.repeat(64),
  `${'x'.repeat(64)}.example`,
])('%j is no whole host name', text => {
  expect(complaintOf({ env: { VPS_PAYMENT_HOSTS: text } })).toBe(
    'VPS_PAYMENT_HOSTS has to be a comma-separated list of whole host names, such as pay.example.com.',
  );
});

it.each([
  ['VPS_REQUEST_TIMEOUT_MS', '30s', 'a whole number from 1000 to 40000, without a unit'],
  ['VPS_MAX_ORDERS_PER_DAY', '10/day', 'a whole number of at least 0, without a unit'],
  ['VPS_DEDUPE_WINDOW_MINUTES', '1h', 'a number, 0 or more, without a unit'],
])('%s of %s is answered with its range and form', (variable, text, form) => {
  expect(complaintOf({ env: { [variable]: text } })).toBe(`${variable} has to be ${form}.`);
});

it('every setting that can be broken is tried above', () => {
  const tried = new Set(broken.map(([variable]) => variable));
  const untried = settingVariables.filter(variable => !tried.has(variable));
  expect(untried).toEqual([]);
});

it('a broken setting ends the start with exit 2 and one line on stderr that names it', async () => {
  const variables = [...new Map(broken)];
  const runs = variables.map(async ([variable, text]) => {
    const { code, stdout, stderr } = await runProcess({ env: { [variable]: text } });
    expect([code, stdout, toLines(stderr).length], variable).toEqual([2, '', 1]);
    expect(stderr.startsWith(`vps-order-mcp: ${variable} `), variable).toBe(true);
    expect(stderr).not.toContain(text);
  });
  await Promise.all(runs);
});

it('a broken flag ends the start in the same way', async () => {
  const { code, stderr } = await runProcess({ args: ['--max-cpu=topsecret'] });
  expect(code).toBe(2);
  expect(stderr).toBe('vps-order-mcp: --max-cpu has to be a number above 0, without a unit.\n');
});

it('a hint is said at the start', async () => {
  const { code, stderr } = await runProcess({ env: { VPS_READONLY: '1' } });
  expect([code, toLines(stderr).length]).toEqual([0, 1]);
  expect(stderr).toContain('VPS_READONLY is no setting');
});

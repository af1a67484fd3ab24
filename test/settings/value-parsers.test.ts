import fs from 'node:fs';
import path from 'node:path';
import { expect, it, test } from 'vitest';
import {
  type SettingDefinition,
  type SettingVariable,
  settingTable,
  settingVariables,
  toFlagName,
} from '../../src/settings/setting-table.ts';
import { parseJournalUrl, readSettingFile } from '../../src/settings/value-parsers.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { complaintOf, readSettings } from './read-settings.ts';

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
  '.',
  '..',
  'a..b',
  '.example.com',
  'pay.example.',
  '*.example.com',
  'pay.example:443',
  'pay example.com',
  'pay.example.com/path',
  '192.0.2.256',
  '2001:db8::7',
  '[fe80::1%eth0]',
  'pay.exämple.com',
  'good.example,com',
  '[::1',
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

const verified = { rootCertificate: undefined };

test.each([
  [
    'postgres://vps:p%40ss@db.example:6432/orders',
    { host: 'db.example', port: 6432, user: 'vps', password: 'p@ss', database: 'orders', tls: verified },
  ],
  ['postgresql://db.example/orders', { host: 'db.example', port: 5432, user: undefined, tls: verified }],
  ['postgres://10.0.0.7/orders', { host: '10.0.0.7', tls: verified }],
  ['postgres://[2001:db8::7]/orders', { host: '2001:db8::7', tls: verified }],
  ['postgres://db.example/orders?sslmode=verify-full', { tls: verified }],
  ['postgres://db.example/orders?sslrootcert=/etc/ca.pem', { tls: { rootCertificate: '/etc/ca.pem' } }],
  ['postgres://localhost/orders', { host: 'localhost', tls: undefined }],
  ['postgres://127.0.0.1/orders?sslmode=disable', { host: '127.0.0.1', tls: undefined }],
  ['postgres://[::1]/orders', { host: '::1', tls: undefined }],
  ['postgres:///orders', { host: 'localhost', tls: undefined }],
  ['postgres:///orders?host=/run/postgresql', { host: '/run/postgresql', tls: undefined }],
  ['postgres://localhost/orders?sslmode=verify-full', { tls: verified }],
  ['postgres://localhost/my%20orders', { database: 'my orders' }],
])('%s says where the database is, and whether TLS is needed', (url, expected) => {
  expect(parseJournalUrl(url)).toMatchObject(expected);
});

test.each(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'no-verify', ''])(
  'sslmode=%s to another machine is refused with the reason',
  mode => {
    expect(() => parseJournalUrl(`postgres://db.example/orders?sslmode=${mode}`)).toThrow(
      'with less than verify-full another machine could pose as the database',
    );
  },
);

test.each(['user', 'password', 'port', 'options', 'sslcert', 'target_session_attrs'])(
  'the parameter %s is refused, since it would be taken for heeded',
  name => {
    expect(() => parseJournalUrl(`postgres://db.example/orders?${name}=x`)).toThrow(
      'may hold no parameters but host, sslmode, sslrootcert',
    );
  },
);

it('the URL of a journal comes out of a file too', () => {
  const { journalDatabase } = readSettings({
    env: { VPS_JOURNAL_URL_FILE: '/run/journal-url' },
    files: { '/run/journal-url': 'postgres://vps:secret@localhost/orders\n' },
  });
  expect(journalDatabase).toMatchObject({ user: 'vps', password: 'secret', database: 'orders' });
});

function write(text: string): string {
  const file = path.join(createStateDirectory(), 'secret');
  fs.writeFileSync(file, text);
  return file;
}

it('reads a regular file of up to 64 KiB', () => {
  const text = 'x'.repeat(64 * 1024);
  expect(readSettingFile(fs, write(text))).toBe(text);
  expect(readSettingFile(fs, write('tökén\n'))).toBe('tökén\n');
  expect(readSettingFile(fs, write(''))).toBe('');
  expect(() => readSettingFile(fs, write(`${text}x`))).toThrow('names a file of more than 64 KiB');
});

it.each(['\ufefftoken\r\n', 'token'])('says of %j in UTF-16 how to save it', text => {
  const file = write('');
  fs.writeFileSync(file, text, 'utf16le');
  expect(() => readSettingFile(fs, file)).toThrow(
    'names a file in UTF-16, as some Windows programs write it; save it as UTF-8',
  );
});

it('follows a link', () => {
  const link = path.join(createStateDirectory(), 'link');
  fs.symlinkSync(write('secret'), link);
  expect(readSettingFile(fs, link)).toBe('secret');
});

test.each(['/dev/zero', '/dev/null', '/', '/nowhere/secret'])('%s is refused, and not waited for', file => {
  expect(() => readSettingFile(fs, file)).toThrow(/^(?:has to name a regular file|names a file that cannot)/);
});

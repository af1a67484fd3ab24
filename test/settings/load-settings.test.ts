import { describe, expect, it, test } from 'vitest';
import type { Settings } from '../../src/settings/load-settings.ts';
import {
  type SettingVariable,
  settingTable,
  settingVariables,
  toFlagName,
} from '../../src/settings/setting-table.ts';
import { complaintOf, type Given, load, readSettings } from './read-settings.ts';

const accepted: [variable: SettingVariable, text: string, expected: Partial<Settings> | object][] = [
  ['VPS_API_URL', 'https://example.com/api', { apiUrl: new URL('https://example.com/api') }],
  ['VPS_API_URL', ' http://127.0.0.1:8080/run/api ', { apiUrl: new URL('http://127.0.0.1:8080/run/api') }],
  ['VPS_API_URL', 'http://[::1]:8080/api', { apiUrl: new URL('http://[::1]:8080/api') }],
  ['VPS_SANDBOX', 'on', { sandbox: true }],
  ['VPS_SANDBOX', '0', { sandbox: false }],
  ['VPS_ACCOUNT', 'team-2', { account: 'team-2' }],
  ['VPS_READ_ONLY', '1', { readOnly: true }],
  ['VPS_READ_ONLY', 'TRUE', { readOnly: true }],
  ['VPS_READ_ONLY', 'no', { readOnly: false }],
  ['VPS_CONFIRM', 'always', { confirm: 'always' }],
  ['VPS_CONFIRM', 'Never', { confirm: 'never' }],
  ['VPS_MAX_ITEMS_PER_ORDER', '3', { limits: { itemsPerOrder: 3 } }],
  ['VPS_MAX_ORDERS_PER_DAY', '0', { limits: { ordersPerDay: 0 } }],
  ['VPS_MAX_RAM_GB', '0.5', { limits: { ramGb: 0.5 } }],
  ['VPS_MAX_CPU', '8', { limits: { cpu: 8 } }],
  ['VPS_MAX_STORAGE_GB', '500', { limits: { storageGb: 500 } }],
  ['VPS_REMIND_AFTER_DAYS', '30', { remindAfterDays: 30 }],
  ['VPS_ALLOW_OPEN_SSH', 'yes', { allowOpenSsh: true }],
  ['VPS_DEDUPE_WINDOW_MINUTES', '0', { dedupeWindowMinutes: 0 }],
  ['VPS_DEDUPE_WINDOW_MINUTES', '1.5', { dedupeWindowMinutes: 1.5 }],
  ['VPS_REQUEST_TIMEOUT_MS', '40000', { requestTimeoutMs: 40_000 }],
  [
    'VPS_PAYMENT_HOSTS',
    'Pay.example.com, bank.example.org,',
    { paymentHosts: ['pay.example.com', 'bank.example.org'] },
  ],
  ['VPS_PAYMENT_HOSTS', ' pay.example , LOCALHOST', { paymentHosts: ['pay.example', 'localhost'] }],
  [
    'VPS_PAYMENT_HOSTS',
    '192.0.2.7,[2001:DB8::0:7],[::1]',
    { paymentHosts: ['192.0.2.7', '[2001:db8::7]', '[::1]'] },
  ],
  [
    'VPS_PAYMENT_HOSTS',
    'xn--mnchen-3ya.example,a_b.c-d.example',
    { paymentHosts: ['xn--mnchen-3ya.example', 'a_b.c-d.example'] },
  ],
  ['VPS_STATE_DIR', '/var/lib/vps', { stateDirectory: '/var/lib/vps' }],
  ['VPS_LOG', 'debug', { logLevel: 'debug' }],
];

function toFlag(variable: SettingVariable, text: string): string[] {
  const name = toFlagName(variable);
  if (settingTable[variable].form !== 'boolean') return [`--${name}=${text}`];
  return [/^(1|true|yes|on)$/i.test(text) ? `--${name}` : `--no-${name}`];
}

test.each(accepted)('%s takes %j from the environment and from its flag', (variable, text, expected) => {
  expect(readSettings({ env: { [variable]: text } })).toMatchObject(expected);
  expect(readSettings({ args: toFlag(variable, text) })).toMatchObject(expected);
});

describe('amounts of money', () => {
  const amounts = [
    ['VPS_MAX_COST_PER_ORDER', { limits: { costPerOrder: '49.90' } }],
    ['VPS_MAX_COST_PER_DAY', { limits: { costPerDay: '49.90' } }],
    ['VPS_MAX_COST_PER_MONTH', { limits: { costPerMonth: '49.90' } }],
    ['VPS_ASK_ABOVE', { askAbove: '49.90' }],
  ] as const;
  const files = { '/etc/prices.json': 'the text of a list' };

  it.each(amounts)('%s is taken as it is written, beside a price list', (variable, expected) => {
    const env = { [variable]: '49.90', VPS_PRICE_LIST: '/etc/prices.json' };
    expect(readSettings({ env, files })).toMatchObject({ ...expected, priceList: 'the text of a list' });
  });

  it.each(amounts)('%s without a price list is a complaint, but not in the sandbox', (variable, expected) => {
    const complaint = complaintOf({ env: { [variable]: '49.90' } });
    expect(complaint).toBe(`${variable} needs a price list: set VPS_PRICE_LIST too.`);
    expect(readSettings({ env: { [variable]: '49.90', VPS_SANDBOX: '1' } })).toMatchObject(expected);
  });
});

it('everything has a default', () => {
  expect(readSettings({})).toEqual({
    apiUrl: new URL('https://my.klikk.com/api'),
    credentials: undefined,
    sandbox: false,
    account: 'default',
    readOnly: false,
    confirm: 'auto',
    limits: { itemsPerOrder: 5, ordersPerDay: 10, ramGb: undefined, cpu: undefined, storageGb: undefined },
    allowOpenSsh: false,
    dedupeWindowMinutes: 60,
    requestTimeoutMs: 30_000,
    paymentHosts: ['my.klikk.com'],
    stateDirectory: '/home/person/.local/state/vps-order-mcp',
    logLevel: 'warn',
    hints: [],
  });
});

it('a default that is written out is what the documentation says', () => {
  const written = settingVariables.filter(variable => settingTable[variable].default !== undefined);
  const env = Object.fromEntries(written.map(variable => [variable, settingTable[variable].default ?? '']));
  expect(readSettings({ env })).toEqual(readSettings({}));
});

it('payments go to the host of the provider that is set', () => {
  const { paymentHosts } = readSettings({ env: { VPS_API_URL: 'https://vps.example.com/api' } });
  expect(paymentHosts).toEqual(['vps.example.com']);
});

it('a flag wins over the environment', () => {
  const env = { VPS_CONFIRM: 'never', VPS_READ_ONLY: '1' };
  const args = ['--confirm', 'always', '--no-read-only'];
  expect(readSettings({ env, args })).toMatchObject({ confirm: 'always', readOnly: false });
});

describe.each(settingVariables)('%s', variable => {
  it.each(['', '  '])('counts as unset when it is %j', text => {
    expect(readSettings({ env: { [variable]: text } })).toEqual(readSettings({}));
  });

  it('counts as unset, with a hint, when a placeholder was left in it', () => {
    const names = [`{${variable}}`, `{env:${variable}}`, '{}', variable, `Env:${variable}`];
    for (const text of [...names.map(name => `$${name} `), `{env:${variable}}`, `%${variable}%`]) {
      const { hints, ...settings } = readSettings({ env: { [variable]: text } });
      expect({ ...settings, hints: [] }).toEqual(readSettings({}));
      expect(hints).toEqual([
        `${variable} still reads as a placeholder, which this client does not fill in, so it counts as unset.`,
      ]);
    }
  });
});

it.each(['$ecret', '$(cat file)', '%20%', '{curly}', `a\${b}`])('a password may well be %j', password => {
  const env = { VPS_API_USERNAME: 'person', VPS_API_PASSWORD: password };
  expect(readSettings({ env })).toMatchObject({ credentials: { password }, hints: [] });
});

it.each([
  ['VPS_READONLY', 'VPS_READ_ONLY'],
  ['VPS_TOKEN', 'VPS_API_TOKEN'],
  ['VPS_API_KEY', 'VPS_API_TOKEN'],
  ['VPS_URL', 'VPS_API_URL'],
  ['VPS_TIMEOUT', 'VPS_REQUEST_TIMEOUT_MS'],
  ['VPS_MAX_ORDER_PER_DAY', 'VPS_MAX_ORDERS_PER_DAY'],
  ['VPS_STATE_DIRECTORY', 'VPS_STATE_DIR'],
  ['VPS_log', 'VPS_LOG'],
])('%s is named in a hint that leads to %s', (written, meant) => {
  const { hints, ...settings } = readSettings({ env: { [written]: 'topsecret' } });
  expect({ ...settings, hints: [] }).toEqual(readSettings({}));
  expect(hints).toEqual([
    `${written} is no setting, so it has no effect; the nearest that is one is ${meant}.`,
  ]);
});

it('what is wrong is said of every setting at once', () => {
  const env = { VPS_API_URL: 'x', VPS_LOG: 'x', VPS_API_TOKEN: 'a b', VPS_API_PASSWORD_FILE: '/nowhere' };
  const { settings, complaints } = load({ env });
  expect(settings).toBeUndefined();
  expect([...complaints.keys()].sort()).toEqual(Object.keys(env).sort());
});

it('says of each setting whether a flag, the environment or a file decided it', () => {
  const { given } = load({
    env: { VPS_LOG: 'info', VPS_CONFIRM: 'never', VPS_API_TOKEN_FILE: '/t', VPS_ACCOUNT: ' ' },
    args: ['--confirm=always'],
    files: { '/t': 'tok\n' },
  });
  expect(Object.fromEntries(given)).toEqual({
    VPS_LOG: { origin: 'environment', text: 'info' },
    VPS_CONFIRM: { origin: 'flag', text: 'always' },
    VPS_API_TOKEN_FILE: { origin: 'environment', text: '/t' },
    VPS_API_TOKEN: { origin: 'file', text: 'tok' },
  });
});

const places: [string, Given, string][] = [
  ['Linux', {}, '/home/person/.local/state/vps-order-mcp'],
  ['Linux with XDG_STATE_HOME', { env: { XDG_STATE_HOME: '/state' } }, '/state/vps-order-mcp'],
  [
    'Linux with a relative XDG_STATE_HOME, which its specification ignores',
    { env: { XDG_STATE_HOME: 'state' } },
    '/home/person/.local/state/vps-order-mcp',
  ],
  ['macOS', { platform: 'darwin' }, '/home/person/Library/Application Support/vps-order-mcp'],
  [
    'Windows',
    { platform: 'win32', env: { LOCALAPPDATA: 'C:\\Users\\p\\AppData\\Local' } },
    'C:\\Users\\p\\AppData\\Local\\vps-order-mcp',
  ],
  ['a place of its own', { env: { VPS_STATE_DIR: '/srv/vps' } }, '/srv/vps'],
];

test.each(places)('the journal is kept where %s keeps state', (_, given, directory) => {
  expect(readSettings(given).stateDirectory).toBe(directory);
});

const noHome = () => '';
const homeless: Given[] = [
  { findHome: noHome },
  { findHome: () => 'home' },
  {
    findHome: () => {
      throw new Error('ENOENT: no such entry in the passwd file');
    },
  },
  { findHome: noHome, platform: 'darwin' },
  { findHome: noHome, platform: 'win32' },
  { findHome: noHome, platform: 'win32', env: { LOCALAPPDATA: 'Local' } },
];

test.each(homeless)(
  'a journal that would be another one in each directory of a start is refused: %j',
  given => {
    expect(complaintOf(given)).toMatch(/^VPS_STATE_DIR has to be set/);
    expect(readSettings({ ...given, env: { VPS_STATE_DIR: '/srv/vps' } }).stateDirectory).toBe('/srv/vps');
  },
);

test.each(homeless)('the sandbox makes do with a temporary directory: %j', given => {
  const env = { ...given.env, VPS_SANDBOX: '1' };
  expect(readSettings({ ...given, env }).stateDirectory).toBe('/tmp/made');
});

test.each<Given>([
  { env: { VPS_STATE_DIR: '/srv/vps' } },
  { env: { XDG_STATE_HOME: '/state' } },
  { platform: 'win32', env: { LOCALAPPDATA: 'C:\\Local' } },
])('the home directory is looked up only where it is needed: not for %j', given => {
  const findHome = () => {
    throw new TypeError('looked up');
  };
  expect(readSettings({ ...given, findHome })).toEqual(readSettings(given));
});

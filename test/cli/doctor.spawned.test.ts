import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { checkProxy } from '../../src/cli/doctor.ts';
import { renderVerdict } from '../../src/cli/doctor-report.ts';
import { settingVariables } from '../../src/settings/setting-table.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, createStateDirectory, openServer } from '../kit/open-server.ts';
import { toFault } from '../kit/scripted-answer.ts';
import { runProcess, sandboxEnv } from '../kit/server-process.ts';
import { examplePriceList } from '../money/example-price-list.ts';
import { openAnsweringServer, toHttp } from '../provider/provider-kit.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { readReport, visitDoctor } from './visit-doctor.ts';

it('nothing is wrong: exit 0, one read call, and its time', async () => {
  const sandbox = await openSandbox();
  const report = await visitDoctor({ env: sandboxEnv(sandbox) });
  expect(report.code).toBe(0);
  expect(report.under('ok')).toMatch(/127\.0\.0\.1:\d+ answered order_list in \d+ ms: 0 orders/);
  expect(report.under('note') + report.under('problem')).toBe('');
  expect(report.text).toContain('All is well.');
  expect(sandbox.received.map(({ action }) => action)).toEqual(['order_list']);
});

it('each setting says whether a flag, the environment, a file or the default decided it', async () => {
  const sandbox = await openSandbox();
  const { setting } = await visitDoctor({
    env: {
      VPS_API_URL: sandbox.apiUrl,
      VPS_API_TOKEN_FILE: '/run/token',
      VPS_CONFIRM: 'never',
      VPS_LOG: 'info',
      VPS_ACCOUNT: '  ',
    },
    files: { '/run/token': `${sandbox.token}\n` },
    args: ['--confirm', 'always', '--read-only'],
  });
  expect(setting('VPS_API_URL')).toBe(`VPS_API_URL environment ${sandbox.apiUrl}`);
  expect(setting('VPS_API_TOKEN')).toBe('VPS_API_TOKEN file set, hidden');
  expect(setting('VPS_API_TOKEN_FILE')).toBe('VPS_API_TOKEN_FILE environment /run/token');
  expect(setting('VPS_CONFIRM')).toBe('VPS_CONFIRM flag always');
  expect(setting('VPS_READ_ONLY')).toBe('VPS_READ_ONLY flag true');
  expect(setting('VPS_LOG')).toBe('VPS_LOG environment info');
  expect(setting('VPS_ACCOUNT')).toBe('VPS_ACCOUNT default default');
  expect(setting('VPS_PAYMENT_HOSTS')).toBe('VPS_PAYMENT_HOSTS default 127.0.0.1');
  for (const variable of settingVariables) expect(setting(variable), variable).not.toBe('');
});

it.each([
  ['the token', 'VPS_API_TOKEN'],
  ['the password', 'VPS_API_PASSWORD'],
])('%s is never shown, not even where it stands in a wrong variable too', async (_, variable) => {
  const { apiUrl } = await openSandbox();
  const secret = 'aX9-5ecret_value';
  const { text } = await visitDoctor({
    env: {
      VPS_API_URL: apiUrl,
      VPS_API_USERNAME: 'person',
      [variable]: secret,
      VPS_ACCOUNT: secret,
      VPS_PAYMENT_HOSTS: secret.toLowerCase(),
    },
  });
  expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
  expect(text).not.toContain(Buffer.from(`person:${secret}`).toString('base64'));
});

it('what the provider says is neither shown nor obeyed', async () => {
  const sandbox = await openSandbox();
  for (const name of ['echo-credentials', 'control-characters', 'instructions-in-names', 'html'] as const) {
    sandbox.setFault('order_list', toFault(name));
    const { text } = await visitDoctor({ env: sandboxEnv(sandbox) });
    expect(text).not.toContain(sandbox.token);
    expect(text, name).toMatch(/^[\n -~–…]*$/);
  }
});

it('the embedded sandbox needs no credentials, and never gets a configured one', async () => {
  const report = await visitDoctor({ env: { VPS_API_TOKEN: 'a-real-token' }, args: ['--sandbox'] });
  expect(report.code).toBe(0);
  expect(report.under('ok')).toContain('a configured one is never sent to it');
  expect(report.under('ok')).toContain('the sandbox answered order_list');
});

it.each(['', '{}', 'null'])('an answer of %j is a note that leads on, and not all is well', async body => {
  const server = await openAnsweringServer(toHttp(body));
  const report = await visitDoctor({ env: { VPS_API_URL: server.url, VPS_API_TOKEN: 'tok-1234' } });
  expect(report.code).toBe(0);
  expect(report.under('note')).toContain('answer was empty, which is taken as no orders');
  expect(report.under('note')).toContain('Check VPS_API_URL');
  expect(report.text).toContain('0 problems, 1 note.');
  expect(report.text).not.toContain('All is well');
});

it('the verdict counts problems and notes', () => {
  const note = { verdict: 'note', subject: 'a', text: 'b' } as const;
  const problem = { verdict: 'problem', subject: 'a', text: 'b' } as const;
  const ok = { verdict: 'ok', subject: 'a', text: 'b' } as const;
  expect(renderVerdict([ok])).toBe('\nAll is well.\n');
  expect(renderVerdict([ok, note, note])).toBe('\n0 problems, 2 notes.\n');
  expect(renderVerdict([ok, note, problem])).toBe(
    '\n1 problem, 1 note; what to do stands below each problem.\n',
  );
  expect(renderVerdict([problem, problem])).toBe(
    '\n2 problems, 0 notes; what to do stands below each problem.\n',
  );
});

it('an order that is not settled is a note with its reference', async () => {
  const sandbox = await openSandbox({ creditCents: 0 });
  const settings = createSettings(sandbox);
  const { call } = await openServer({ settings });
  const order = { ...createOrder(), reference: 'shop-7' };
  expect(await call('order_create', order)).toMatchObject({ outcome: 'payment_required' });
  const { stateDirectory: VPS_STATE_DIR } = settings;
  const report = await visitDoctor({ env: { ...sandboxEnv(sandbox), VPS_STATE_DIR } });
  expect(report.code).toBe(0);
  expect(report.under('note')).toContain('1 order not settled: shop-7');
  expect(report.under('note')).toContain('journal --resolve');
});

it('what is left out of many open orders is shown by a command that can be typed', async () => {
  const sandbox = await openSandbox({ creditCents: 0 });
  const settings = createSettings(sandbox);
  const { call } = await openServer({ settings });
  for (let order = 0; order < 21; order++) await call('order_create', createOrder(`web-${order}`));
  const { stateDirectory: VPS_STATE_DIR } = settings;
  const report = await visitDoctor({ env: { ...sandboxEnv(sandbox), VPS_STATE_DIR } });
  expect(report.under('note')).toMatch(
    /1 more orders are not settled; node \/clone\/dist\/main\.js journal /,
  );
});

it.each([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42 | 0, 'SMB2'],
  [0x01021994, 'gone after a restart'],
  [0x794c7630, 'gone with the container'],
])('a state directory on file system %s is a note: %s', async (fileSystemType, words) => {
  const sandbox = await openSandbox();
  const report = await visitDoctor({ env: sandboxEnv(sandbox), fileSystemType });
  expect(report.code).toBe(0);
  expect(report.under('note')).toContain(words);
  expect(report.under('note')).toContain('VPS_STATE_DIR');
});

it('a variable that is no setting is a note that names the one that may be meant', async () => {
  const sandbox = await openSandbox();
  const report = await visitDoctor({ env: { ...sandboxEnv(sandbox), VPS_READONLY: '1' } });
  expect(report.code).toBe(0);
  expect(report.under('note')).toContain('VPS_READONLY is no setting');
  expect(report.under('note')).toContain('VPS_READ_ONLY');
});

const visitWithPrices = (change: object) =>
  visitDoctor({
    env: { VPS_PRICE_LIST: '/prices.json' },
    files: { '/prices.json': JSON.stringify({ ...examplePriceList, ...change }) },
  });

it('doctor says that a price list has expired, or is in use', async () => {
  const { text } = await visitWithPrices({ expires_on: '2026-11-20' });
  expect(text).toMatch(/problem +price list +expired on 2026-11-20/);
  const { under } = await visitWithPrices({ expires_on: undefined });
  expect(under('ok')).toMatch(/price list +prices in EUR of 2026-11-20/);
});

it('doctor goes on beside a price list that cannot be used', async () => {
  const { code, under } = await visitWithPrices({ format: 2 });
  expect(code).toBe(1);
  expect(under('problem')).toMatch(/price list .*format: Invalid input: expected 1/);
  expect(under('ok')).toMatch(/order journal +0 records/);
});

it('nothing is left in the state directory, and one that is missing is not made', async () => {
  const sandbox = await openSandbox();
  const directory = createStateDirectory();
  await visitDoctor({ env: { ...sandboxEnv(sandbox), VPS_STATE_DIR: directory } });
  expect(readdirSync(directory)).toEqual([]);
  const missing = path.join(directory, 'deep', 'state');
  const report = await visitDoctor({ env: { ...sandboxEnv(sandbox), VPS_STATE_DIR: missing } });
  expect(report.under('ok')).toContain('made with the first order');
  expect(existsSync(missing)).toBe(false);
});

it.each([
  [{ HTTPS_PROXY: 'http://person:word@proxy.example:3128' }, 'proxy.example:3128 (HTTPS_PROXY)'],
  [{ HTTP_PROXY: 'http://proxy.example:3128' }, 'proxy.example:3128 (HTTP_PROXY)'],
  [{ https_proxy: 'http://proxy.example', HTTPS_PROXY: 'http://other' }, 'proxy.example (HTTPS_PROXY)'],
  [{ https_proxy: '', HTTPS_PROXY: 'http://proxy.example:3128' }, 'none'],
  [{ HTTPS_PROXY: 'http://proxy', NO_PROXY: 'a,b' }, 'proxy (HTTPS_PROXY), except for NO_PROXY: a,b'],
  [{ HTTPS_PROXY: 'person:word' }, 'HTTPS_PROXY holds no usable address'],
  [{}, 'none'],
])('of %j the proxy in use is %s', (env, text) => {
  expect(checkProxy(env, new URL('https://api.provider.example/api')).text).toBe(text);
  expect(checkProxy(env, new URL('http://127.0.0.1:1/api')).text).toBe('none');
});

it('the command reads its own environment, flags and files', async () => {
  const sandbox = await openSandbox();
  const file = path.join(createStateDirectory(), 'token');
  writeFileSync(file, sandbox.token);
  const env = { VPS_API_URL: sandbox.apiUrl, VPS_API_TOKEN_FILE: file };
  const { code, stdout, stderr } = await runProcess({ args: ['doctor', '--confirm=never'], env });
  expect([code, stderr]).toEqual([0, '']);
  expect(readReport(stdout).setting('VPS_CONFIRM')).toBe('VPS_CONFIRM flag never');
  expect(stdout).not.toContain(sandbox.token);
});

it('the command ends with 1 when something is wrong, and with 2 when it is called wrongly', async () => {
  expect((await runProcess({ args: ['doctor'] })).code).toBe(1);
  expect((await runProcess({ args: ['doctor', '--json'] })).code).toBe(2);
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { toJournalDirectory } from '../../src/journal/files/file-store.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { toFault } from '../kit/scripted-answer.ts';
import { runProcess, sandboxEnv } from '../kit/server-process.ts';
import { findFreePort, listen, openAnsweringServer, openProxy, toHttp } from '../provider/provider-kit.ts';
import { createSelfSigned } from '../provider/self-signed.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { readReport, visitDoctor } from './visit-doctor.ts';

const token = 'tok-5e3cr3t-0f-th15-machine';

/** One thing is wrong: exit 1, named, with a hint, and without the secret. */
async function diagnose(env: Record<string, string>, args: string[] = []) {
  const report = await visitDoctor({ env, args });
  expect(report.text).not.toContain(env.VPS_API_TOKEN ?? token);
  expect(report.code).toBe(1);
  return report.under('problem');
}

async function diagnoseFault(fault: Parameters<Sandbox['setFault']>[1]) {
  const sandbox = await openSandbox();
  sandbox.setFault('order_list', fault);
  return await diagnose(sandboxEnv(sandbox));
}

it('no credentials: names the variable, and the command that shows where it goes', async () => {
  const problem = await diagnose({});
  expect(problem).toContain('set VPS_API_TOKEN');
  expect(problem).toContain('node /clone/dist/main.js config CLIENT');
});

it('a token that the client left as a placeholder: says that it counts as unset', async () => {
  const report = await visitDoctor({ env: { VPS_API_TOKEN: `\${VPS_API_TOKEN}` } });
  expect(report.code).toBe(1);
  expect(report.under('problem')).toContain('set VPS_API_TOKEN');
  expect(report.under('note')).toContain('VPS_API_TOKEN still reads as a placeholder');
  expect(report.setting('VPS_API_TOKEN')).toBe('VPS_API_TOKEN not set –');
});

it('a user name without a password, and the other way round: says that it stands alone', async () => {
  expect(await diagnose({ VPS_API_USERNAME: 'person' })).toContain('only VPS_API_USERNAME is set');
  expect(await diagnose({ VPS_API_PASSWORD: token })).toContain('only VPS_API_PASSWORD is set');
});

it('a token that the provider does not know: asks for a new one', async () => {
  const { apiUrl } = await openSandbox();
  const problem = await diagnose({ VPS_API_URL: apiUrl, VPS_API_TOKEN: token });
  expect(problem).toContain('does not accept the credentials');
  expect(problem).toContain('make a new one in the portal and set VPS_API_TOKEN');
});

it('a refused password: points at 2-factor login, for which a token is needed', async () => {
  const { apiUrl, username } = await openSandbox();
  const problem = await diagnose({
    VPS_API_URL: apiUrl,
    VPS_API_USERNAME: username,
    VPS_API_PASSWORD: token,
  });
  expect(problem).toContain('2-factor');
  expect(problem).toContain('set VPS_API_TOKEN');
});

it('403: points at the IP filter of the token', async () => {
  const problem = await diagnoseFault({ name: 'status-403' });
  expect(problem).toContain('IP filter');
  expect(problem).toContain("this machine's public address");
});

it('500: it is the provider, so try again later', async () => {
  expect(await diagnoseFault({ name: 'status-500' })).toContain('a problem of its own (status 500)');
});

it.each(['status-400', 'status-409', 'status-413', 'status-422', 'status-418'] as const)(
  '%s to a plain list: the address is probably not that of the API',
  async name => {
    const problem = await diagnoseFault({ name });
    expect(problem).toContain('Check VPS_API_URL');
    expect(problem).not.toContain('problem of its own');
  },
);

it.each(['status-402', 'json-status-402'] as const)(
  '%s: the account has something to pay first',
  async name => {
    const problem = await diagnoseFault(toFault(name));
    expect(problem).toContain('has something to pay first');
    expect(problem).toContain('the portal of the provider');
    expect(problem).not.toContain('IP filter');
  },
);

it('429: wait', async () => {
  expect(await diagnoseFault({ name: 'status-429' })).toContain('Wait a minute');
});

it('a web page instead of the API: says what answers there, and shows nothing of it', async () => {
  const page = '<html><title>Please log in</title><script>alert(1)</script></html>';
  const server = await openAnsweringServer(toHttp(page, { 'content-type': 'text/html' }));
  const problem = await diagnose({ VPS_API_URL: server.url, VPS_API_TOKEN: token });
  expect(problem).toContain('a web page, a redirect or a login page');
  expect(problem).not.toContain('Please log in');
});

it('a redirect: is not followed, and says to correct the address', async () => {
  const answer = toHttp('', { location: 'https://elsewhere.example/api' }, '302 Found');
  const server = await openAnsweringServer(answer);
  const problem = await diagnose({ VPS_API_URL: server.url, VPS_API_TOKEN: token });
  expect(problem).toContain('redirect');
  expect(problem).not.toContain('elsewhere');
});

it('a wrong path: says that no API is there', async () => {
  const { apiUrl, token: known } = await openSandbox();
  const problem = await diagnose({ VPS_API_URL: apiUrl.replace('/api', '/apii'), VPS_API_TOKEN: known });
  expect(problem).toContain('no API at this path');
});

it('a port on which nobody listens: names it', async () => {
  const port = await findFreePort();
  const problem = await diagnose({ VPS_API_URL: `http://127.0.0.1:${port}/api`, VPS_API_TOKEN: token });
  expect(problem).toMatch(new RegExp(`nothing listens there.*127\\.0\\.0\\.1:${port}\\.`, 's'));
});

it('a host name that does not exist: speaks of DNS', async () => {
  const problem = await diagnose({
    VPS_API_URL: 'https://provider.invalid/api',
    VPS_API_TOKEN: token,
    VPS_REQUEST_TIMEOUT_MS: '5000',
  });
  expect(problem).toMatch(/does not resolve.*VPS_API_URL leads to provider\.invalid\./s);
});

/** An https server that answers as a provider without orders, and a file that vouches for its certificate. */
async function openHttps(certified: string) {
  const pair = createSelfSigned(certified);
  const server = createHttpsServer(pair, (_request, response) => response.end('[]'));
  server.on('tlsClientError', () => {});
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const authority = path.join(createStateDirectory(), 'ca.pem');
  writeFileSync(authority, pair.cert);
  return { env: { VPS_API_URL: `https://localhost:${port}/api`, VPS_API_TOKEN: token }, authority };
}

it('a certificate that nobody vouches for: names the variable with which somebody can', async () => {
  const { env, authority } = await openHttps('localhost');
  expect(await diagnose(env)).toContain('set NODE_EXTRA_CA_CERTS');
  const cured = await runProcess({ args: ['doctor'], env: { ...env, NODE_EXTRA_CA_CERTS: authority } });
  expect(cured.code).toBe(0);
});

it('a certificate for another host: says so', async () => {
  const { env, authority } = await openHttps('elsewhere.example');
  const { code, stdout } = await runProcess({
    args: ['doctor'],
    env: { ...env, NODE_EXTRA_CA_CERTS: authority },
  });
  expect(code).toBe(1);
  expect(readReport(stdout).under('problem')).toMatch(
    /certificate is for another host.*VPS_API_URL leads to localhost/s,
  );
});

it('https to a port that speaks plain http: says so', async () => {
  const { apiUrl } = await openSandbox();
  const problem = await diagnose({ VPS_API_URL: apiUrl.replace('http:', 'https:'), VPS_API_TOKEN: token });
  expect(problem).toContain('speaks https');
});

it('a proxy that refuses: names it, without its password', async () => {
  const proxy = await openProxy(1, client =>
    client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
  );
  const { code, stdout } = await runProcess({
    args: ['doctor'],
    env: {
      VPS_API_URL: 'https://provider.invalid/api',
      VPS_API_TOKEN: token,
      HTTPS_PROXY: proxy.url.replace('http://', 'http://person:pr0xy-pa55word@'),
    },
  });
  expect(code).toBe(1);
  expect(readReport(stdout).under('problem')).toContain('The proxy asks for a user and password');
  expect(readReport(stdout).under('ok')).toContain(`${new URL(proxy.url).host} (HTTPS_PROXY)`);
  expect(stdout).not.toContain('pr0xy-pa55word');
});

it('a proxy address that is none: names the variable', async () => {
  const problem = await diagnose({ VPS_API_TOKEN: token, HTTPS_PROXY: 'person:pr0xy-pa55word' });
  expect(problem).toContain('HTTPS_PROXY holds no usable address');
  expect(problem).not.toContain('pr0xy-pa55word');
});

it('a state directory below a file: says what is in the way', async () => {
  const sandbox = await openSandbox();
  const file = path.join(createStateDirectory(), 'a-file');
  writeFileSync(file, '');
  const problem = await diagnose({ ...sandboxEnv(sandbox), VPS_STATE_DIR: path.join(file, 'state') });
  expect(problem).toContain('a file stands where a directory has to be');
  expect(problem).toContain('set VPS_STATE_DIR');
});

it('a damaged journal record: names the file, and what is refused until then', async () => {
  const sandbox = await openSandbox();
  const stateDirectory = createStateDirectory();
  const place = { stateDirectory, apiUrl: new URL(sandbox.apiUrl), account: 'default' };
  const journal = toJournalDirectory(place);
  mkdirSync(journal, { recursive: true });
  writeFileSync(path.join(journal, '00000001.0.json'), '{"format":1,');
  const problem = await diagnose({ ...sandboxEnv(sandbox), VPS_STATE_DIR: stateDirectory });
  expect(problem).toContain(path.join(journal, '00000001.0.json'));
  expect(problem).toContain('order_create is refused');
});

it('settings that cannot be read: all are named at once, and none is repeated', async () => {
  const problem = await diagnose({
    VPS_API_URL: `http://person:${token}@provider.example/api`,
    VPS_CONFIRM: token,
    VPS_MAX_ORDERS_PER_DAY: token,
  });
  for (const variable of ['VPS_API_URL', 'VPS_CONFIRM', 'VPS_MAX_ORDERS_PER_DAY'])
    expect(problem).toContain(`${variable} `);
  expect(problem).not.toContain('person');
});

it('a token with a line break in it: says so without showing it', async () => {
  const problem = await diagnose({ VPS_API_TOKEN: `${token}\nsecond-line` });
  expect(problem).toContain('VPS_API_TOKEN holds a blank, a line break');
  expect(problem).not.toContain('second-line');
});

it('a token file that is not there: names its variable', async () => {
  const problem = await diagnose({ VPS_API_TOKEN_FILE: '/nowhere/token' });
  expect(problem).toContain('VPS_API_TOKEN_FILE names a file that cannot be read');
});

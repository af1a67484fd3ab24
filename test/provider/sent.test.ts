import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';
import {
  findFreePort,
  listen,
  longMs,
  openAnsweringServer,
  openClient,
  openProxy,
  openRawServer,
  testToken,
  toHttp,
} from './provider-kit.ts';
import { createSelfSigned } from './self-signed.ts';

/** A host name that no resolver asks anyone about: a label may have 63 characters. */
const unresolvable = `${'a'.repeat(64)}.invalid`;

/** Not a loopback name, so that a proxy of the environment is used. */
const providerName = 'provider.invalid';

const proxyVariables = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

beforeEach(() => {
  for (const name of proxyVariables) vi.stubEnv(name, undefined);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

const order = { items: [], reference: 'r' };

/** Passes in the test; long enough to connect and to write on a busy machine. */
const shortMs = 1_000;

function place(apiUrl: string, options: { timeoutMs?: number; objection?: () => string | undefined } = {}) {
  return openClient(apiUrl).write('order_create', order, { timeoutMs: longMs, ...options });
}

/** An https server with a certificate that nobody vouches for; counts the requests that came through. */
async function openHttps(hostname: string) {
  let requests = 0;
  const server = createHttpsServer(createSelfSigned(hostname), (_request, response) => {
    requests += 1;
    response.end('{}');
  });
  server.on('tlsClientError', () => {});
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port, requests: () => requests };
}

describe('a write whose first byte never went out is not sent', () => {
  it('when nobody listens', async () => {
    const reply = await place(`http://127.0.0.1:${await findFreePort()}/api`);
    expect(reply).toMatchObject({ kind: 'failed', sent: false, error: { code: 'unavailable' } });
  });

  it('when the host name does not resolve', async () => {
    const reply = await place(`http://${unresolvable}/api`);
    expect(reply).toMatchObject({ kind: 'failed', sent: false });
    expect(reply).toMatchObject({ error: { message: expect.stringContaining('does not resolve') } });
  });

  it.each([undefined, '0'])(
    'when the certificate is not to be trusted, whatever NODE_TLS_REJECT_UNAUTHORIZED (%s) says',
    async verification => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', verification);
      const { port, requests } = await openHttps('localhost');
      const reply = await place(`https://localhost:${port}/api`);
      expect(reply).toMatchObject({ kind: 'failed', sent: false, error: { code: 'unavailable' } });
      expect(reply).toMatchObject({ error: { message: expect.stringContaining('TLS certificate') } });
      expect(requests()).toBe(0);
    },
  );

  it('when the TLS handshake is never answered before the deadline', async () => {
    const server = await openRawServer();
    const reply = await place(`https://127.0.0.1:${server.port}/api`, { timeoutMs: shortMs });
    expect(reply).toMatchObject({ kind: 'failed', sent: false, error: { code: 'timeout' } });
    expect(server.connections()).toBe(1);
    expect(server.received()).not.toContain('order_create');
  });

  it('when the peer does not speak TLS', async () => {
    const server = await openRawServer({
      onData: socket => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    });
    const reply = await place(`https://127.0.0.1:${server.port}/api`);
    expect(reply).toMatchObject({ kind: 'failed', sent: false, error: { code: 'unavailable' } });
  });

  it('when an objection comes in the last moment, on a connection that is ready', async () => {
    const server = await openRawServer();
    const objection = vi.fn(() => 'Too late.');
    const reply = await place(server.url, { objection });
    expect(reply).toMatchObject({ kind: 'failed', sent: false, error: { message: 'Too late.' } });
    expect(objection).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(server.connections()).toBe(1), longMs);
    expect(server.received()).toBe('');
  });

  it('when no time was left, or the call was cancelled, before it began: nobody is even connected to', async () => {
    const server = await openRawServer();
    const aborted = { timeoutMs: longMs, signal: AbortSignal.abort() };
    for (const options of [{ timeoutMs: 0 }, { timeoutMs: -5 }, { timeoutMs: Number.NaN }, aborted]) {
      const reply = await openClient(server.url).write('order_create', order, options);
      expect(reply).toMatchObject({ kind: 'failed', sent: false, error: { code: 'timeout' } });
    }
    expect(server.connections()).toBe(0);
  });
});

describe('a write whose first byte went out counts as sent', () => {
  it('when the connection is reset before anything of it was read', async () => {
    const sockets: Socket[] = [];
    const server = await openRawServer({ onConnection: socket => void sockets.push(socket.pause()) });
    const objection = () => {
      // Runs once the bytes are written, which happens right after this returns.
      setImmediate(() =>
        vi.waitFor(() => (sockets[0] ?? expect.fail('no connection')).resetAndDestroy(), longMs),
      );
      return undefined;
    };
    const reply = await place(server.url, { objection });
    expect(reply).toMatchObject({ kind: 'failed', sent: true, error: { code: 'unavailable' } });
    expect(server.received()).toBe('');
  });

  it('when the answer never comes', async () => {
    const server = await openRawServer();
    const reply = await place(server.url, { timeoutMs: shortMs });
    expect(reply).toMatchObject({ kind: 'failed', sent: true, error: { code: 'timeout' } });
    expect(server.received()).toContain('"order_create"');
  });

  it('when the call is cancelled after it began', async () => {
    const abort = new AbortController();
    const server = await openRawServer({ onData: () => abort.abort() });
    const reply = await openClient(server.url).write('order_create', order, {
      timeoutMs: longMs,
      signal: abort.signal,
    });
    expect(reply).toMatchObject({ kind: 'failed', sent: true, error: { code: 'timeout' } });
  });
});

describe('a proxy of the environment', () => {
  it('carries a request through a tunnel, and sees nothing of it', async () => {
    const target = await openAnsweringServer(toHttp('[]'));
    const proxy = await openProxy(target.port);
    vi.stubEnv('HTTP_PROXY', proxy.url);
    const reply = await openClient(`http://${providerName}/api`).read(
      'order_list',
      {},
      { timeoutMs: longMs },
    );
    expect(reply).toMatchObject({ kind: 'answered', httpStatus: 200, body: [] });
    expect(target.received()).toContain(testToken);
    expect(proxy.tunnels.map(({ url }) => url)).toEqual([`${providerName}:80`]);
    expect(JSON.stringify(proxy.tunnels.map(({ rawHeaders }) => rawHeaders))).not.toContain(testToken);
  });

  it('is not used for this machine itself', async () => {
    const sandbox = await openSandbox();
    const proxy = await openProxy(1);
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    const reply = await openClient(sandbox.apiUrl).read('order_list', {}, { timeoutMs: longMs });
    expect(reply).toMatchObject({ kind: 'answered', httpStatus: 401 });
    expect(proxy.tunnels).toHaveLength(0);
  });

  it('is not used for a host that NO_PROXY names', async () => {
    const proxy = await openProxy(1);
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('NO_PROXY', 'example.org,.invalid');
    expect(await place(`http://${unresolvable}/api`)).toMatchObject({ kind: 'failed', sent: false });
    expect(proxy.tunnels).toHaveLength(0);
  });

  it.each([403, 407, 502])('that answers %i has not sent anything', async status => {
    const target = await openRawServer();
    const proxy = await openProxy(target.port, client => client.end(`HTTP/1.1 ${status} No\r\n\r\n`));
    vi.stubEnv('HTTP_PROXY', proxy.url);
    const reply = await place(`http://${providerName}/api`);
    expect(reply).toMatchObject({ kind: 'failed', sent: false, error: { code: 'unavailable' } });
    expect(reply).toMatchObject({ error: { message: expect.stringContaining('proxy') } });
    expect(target.connections()).toBe(0);
  });

  it('that wants a user is told apart, with the form of its address', async () => {
    const proxy = await openProxy(1, client => client.end('HTTP/1.1 407 No\r\n\r\n'));
    vi.stubEnv('HTTP_PROXY', proxy.url);
    expect(await place(`http://${providerName}/api`)).toMatchObject({
      error: {
        message:
          'The proxy asks for a user and password, or refuses those that it got; write its address as http://USER:PASSWORD@HOST:PORT.',
      },
    });
  });

  it('that is down, or is lost while it connects, has not sent anything', async () => {
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${await findFreePort()}`);
    expect(await place(`http://${providerName}/api`)).toMatchObject({ kind: 'failed', sent: false });
    const proxy = await openProxy(1, client => client.destroy());
    vi.stubEnv('HTTP_PROXY', proxy.url);
    expect(await place(`http://${providerName}/api`)).toMatchObject({ kind: 'failed', sent: false });
    expect(proxy.tunnels).toHaveLength(1);
  });

  it.each([
    'http://',
    'not a url',
    'proxy.example:3128',
    '127.0.0.1:1',
    'ftp://127.0.0.1:1',
    'http://a%zz:b@127.0.0.1:1',
  ])('with the address %j is refused in words, without repeating it', async address => {
    vi.stubEnv('HTTPS_PROXY', address);
    const client = openClient(`https://${providerName}/api`);
    for (const reply of [
      await client.write('order_create', order, { timeoutMs: longMs }),
      await client.read('order_list', {}, { timeoutMs: longMs }),
    ]) {
      const message =
        'HTTPS_PROXY or HTTP_PROXY holds no usable proxy address; write it as http://HOST:PORT.';
      expect(reply).toMatchObject({ kind: 'failed', sent: false, error: { code: 'configuration', message } });
    }
  });

  it('does not weaken the check of the certificate behind it', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { port, requests } = await openHttps(providerName);
    const proxy = await openProxy(port);
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    const reply = await place(`https://${providerName}/api`);
    expect(reply).toMatchObject({ kind: 'failed', sent: false });
    expect(reply).toMatchObject({ error: { message: expect.stringContaining('TLS certificate') } });
    expect(proxy.tunnels).toHaveLength(1);
    expect(requests()).toBe(0);
  });

  it.each(['read', 'write'] as const)(
    'that opens the tunnel after the deadline carries no %s any more',
    async kind => {
      const target = await openRawServer();
      const { opened, open } = createGate();
      const proxy = await openProxy(target.port, (_client, tunnel) => void opened.then(tunnel));
      vi.stubEnv('HTTP_PROXY', proxy.url);
      const client = openClient(`http://${providerName}/api`);
      const reply =
        kind === 'read'
          ? await client.read('order_list', {}, { timeoutMs: shortMs })
          : await client.write('order_create', order, { timeoutMs: shortMs });
      expect(reply).toMatchObject({ kind: 'failed', sent: false, error: { code: 'timeout' } });
      open();
      await vi.waitFor(() => expect(target.connections()).toBe(1), longMs);
      // A request that comes later over the same pool goes through, so the earlier one had its chance by then.
      void client.read('server_list', {}, { timeoutMs: longMs });
      await vi.waitFor(() => expect(target.received()).toContain('server_list'), longMs);
      expect(target.received()).not.toContain('order_');
    },
  );
});

import net from 'node:net';
import tls from 'node:tls';
import { expect, it, onTestFinished, vi } from 'vitest';
import { longMs, openClient, openProxy, openRawServer } from './provider-kit.ts';

it.each([
  ['a provider', 'http', false],
  ['a provider with TLS', 'https', false],
  ['a proxy', 'http', true],
] as const)('each address of %s gets three seconds to be connected to', async (_, scheme, isProxied) => {
  const server = await openRawServer({ onConnection: socket => void socket.destroy() });
  const proxy = await openProxy(server.port, client => client.destroy());
  for (const name of ['http_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY']) vi.stubEnv(name, undefined);
  vi.stubEnv('HTTP_PROXY', isProxied ? proxy.url : undefined);
  const connect = vi.spyOn(scheme === 'https' ? tls : net, 'connect');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    connect.mockRestore();
  });
  const host = isProxied ? 'provider.invalid' : 'localhost';
  await openClient(`${scheme}://${host}:${server.port}/api`).write('order_cancel', {}, { timeoutMs: longMs });
  expect(connect).toHaveBeenCalledWith(expect.objectContaining({ autoSelectFamilyAttemptTimeout: 3_000 }));
});

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { createServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createStateDirectory } from '../kit/open-server.ts';
import { sandboxEnv, startServer } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { createSelfSigned } from './self-signed.ts';

/** TLS in front of a port, with a certificate for `localhost`. */
async function openTls(port: number) {
  const pair = createSelfSigned('localhost');
  const server = createServer(pair, socket => {
    const target = connect(port, '127.0.0.1');
    socket
      .on('error', () => target.destroy())
      .pipe(target)
      .on('error', () => socket.destroy())
      .pipe(socket);
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const certificate = path.join(createStateDirectory(), 'certificate.pem');
  writeFileSync(certificate, pair.cert);
  return { port: (server.address() as AddressInfo).port, certificate };
}

describe('a certificate', () => {
  it('is accepted when the operator trusts it, for the name that it is for, and else refused', async () => {
    const sandbox = await openSandbox();
    const { pathname, port } = new URL(sandbox.apiUrl);
    const tls = await openTls(Number(port));
    const list = async (host: string, env: Record<string, string>) => {
      const apiUrl = `https://${host}:${tls.port}${pathname}`;
      const server = await startServer({ env: { ...sandboxEnv({ ...sandbox, apiUrl }), ...env } });
      return await server.callTool('order_list');
    };
    const trusted = { NODE_EXTRA_CA_CERTS: tls.certificate };
    const unverified = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const [accepted, otherName, unknown] = await Promise.all([
      list('localhost', trusted),
      list('127.0.0.1', { ...trusted, ...unverified }),
      list('localhost', unverified),
    ]);
    expect(accepted).toMatchObject({ outcome: 'ok', orders: [] });
    for (const refused of [otherName, unknown]) {
      expect(refused).toMatchObject({
        outcome: 'failed',
        error: { message: expect.stringContaining('certificate') },
      });
    }
    expect(sandbox.received).toHaveLength(1);
  });
});

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { createProviderClient, type ProviderClient } from '../../src/provider/provider-client.ts';
import type { Credentials } from '../../src/settings/credentials.ts';

export const testToken = 'tok-4fd1c09be2/+A7';

export const longMs = 60_000;

interface ClientOptions {
  readonly credentials?: Credentials;
  readonly requestTimeoutMs?: number;
}

/** The provider client as the server makes it; its connections are closed after the test. */
export function openClient(apiUrl: string | URL, options: ClientOptions = {}): ProviderClient {
  const { credentials = { kind: 'token', token: testToken }, requestTimeoutMs = longMs } = options;
  const url = new URL(apiUrl);
  const client = createProviderClient({
    settings: { apiUrl: url, credentials, requestTimeoutMs, hints: [] },
    userAgent: 'test/1',
  });
  onTestFinished(() => client.close());
  return client;
}

export interface RawServer {
  readonly url: string;
  readonly port: number;
  /** How many connections came. */
  readonly connections: () => number;
  /** Every byte that came, over all connections. */
  readonly received: () => string;
}

/** A server below HTTP: sees every byte, and answers what it likes. `onData` runs once, with the first bytes. */
export async function openRawServer(
  behaviour: { onConnection?: (socket: Socket) => void; onData?: (socket: Socket) => void } = {},
): Promise<RawServer> {
  let connections = 0;
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createNetServer(socket => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', chunk => chunks.push(chunk));
    socket.once('data', () => behaviour.onData?.(socket));
    behaviour.onConnection?.(socket);
  });
  const port = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}/api`,
    port,
    connections: () => connections,
    received: () => Buffer.concat(chunks).toString('latin1'),
  };
}

/** A server that answers every request with these bytes, then closes if asked to. */
export function openAnsweringServer(answer: string | Buffer, { close = true } = {}): Promise<RawServer> {
  return openRawServer({ onData: socket => void (close ? socket.end(answer) : socket.write(answer)) });
}

export function toHttp(
  body: string | Buffer,
  headers: Record<string, string> = {},
  status = '200 OK',
): Buffer {
  const all = { 'content-length': String(Buffer.byteLength(body)), connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`), Buffer.from(body)]);
}

export interface TestProxy {
  readonly url: string;
  /** The CONNECT requests that came. */
  readonly tunnels: IncomingMessage[];
}

/** A CONNECT proxy; `answer` opens the tunnel with `open`, or does something worse. */
export async function openProxy(
  targetPort: number,
  answer: (client: Duplex, open: () => void) => void = (_client, open) => open(),
): Promise<TestProxy> {
  const tunnels: IncomingMessage[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(500).end());
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    tunnels.push(request);
    sockets.add(client);
    client.on('error', () => {});
    answer(client, () => {
      const target = connect(targetPort, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        target.pipe(client).pipe(target);
      });
      sockets.add(target);
      target.on('error', () => client.destroy());
    });
  });
  const port = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}`, tunnels };
}

export async function listen(server: Server | NetServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port on which nobody listens. */
export async function findFreePort(): Promise<number> {
  const server = createNetServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

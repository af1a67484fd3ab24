import { type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http';
import { onTestFinished } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start-sandbox.ts';

/** 12.25 EUR at the sandbox's prices. */
export const exampleItem = {
  name: 'My testserver 1',
  product: {
    name: 'VPS',
    options: {
      quantity_ram_gb: 0.5,
      quantity_cpu: 9,
      quantity_storage_gb: 25,
      os: 2,
      features: {
        ipv4: 1,
        sshd: {
          authorized_keys: `ssh-ed25519 ${keyBlob('ssh-ed25519')} someone@example.org`,
          ip_allow: 'fec0:aaa:1:2::ff,192.168.0.0/24',
          public_ports_allow: '80,443,12000:12010',
        },
      },
    },
  },
};

export const exampleOrder = {
  action: 'order_create',
  items: [exampleItem],
  reference: 'Optional order reference',
};

export function keyBlob(type: string): string {
  return Buffer.concat([
    Buffer.from([0, 0, 0, type.length]),
    Buffer.from(type),
    Buffer.alloc(36, 7),
  ]).toString('base64');
}

/** The example order with some options exchanged. */
export function orderWith(options: object): object {
  const product = { name: 'VPS', options: { ...exampleItem.product.options, ...options } };
  return { ...exampleOrder, items: [{ ...exampleItem, product }] };
}

export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** A sandbox whose credit is a cent short of the example order, and the answer to that. */
export async function openPoorSandbox(options: SandboxOptions = {}) {
  const sandbox = await openSandbox({ creditCents: 12_24, ...options });
  const answer = await call(sandbox, exampleOrder);
  return { sandbox, answer, url: String(answer.json.url) };
}

export function createClock() {
  let nowMs = Date.parse('2026-03-01T10:00:00Z');
  return {
    now: () => nowMs,
    advance: (byMs: number) => {
      nowMs += byMs;
    },
  };
}

/** Something to wait for, and the hand that ends the waiting. */
export function createGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  return { opened, open };
}

/** Lets the racers go when all of them have asked for the list that comes right before the claim. */
export function lineUp(sandbox: Sandbox, count: number): void {
  const start = createGate();
  let waiting = 0;
  sandbox.hooks.beforeAnswer = async ({ action }) => {
    if (action !== 'order_list') return;
    waiting += 1;
    if (waiting === count) start.open();
    await start.opened;
  };
}

export interface RawReply {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  bytes: Buffer;
  /** The code of the error that ended the connection before the answer was whole. */
  brokenBy: string | undefined;
}

interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  onRequest?: (request: ClientRequest) => void;
}

/** One request on a connection of its own; a broken connection is a reply too. */
export function send(
  url: string,
  { method = 'POST', headers = {}, body = '', onRequest }: RawRequest = {},
): Promise<RawReply> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let reply: IncomingMessage | undefined;
    const finish = (brokenBy?: string) => {
      const bytes = Buffer.concat(chunks);
      const text = bytes.toString('utf8');
      resolve({ status: reply?.statusCode ?? 0, headers: reply?.headers ?? {}, text, bytes, brokenBy });
    };
    const request = startRequest(url, { method, headers, agent: false }, response => {
      reply = response;
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () => finish());
      response.on('error', (error: NodeJS.ErrnoException) => finish(error.code));
    });
    request.on('error', (error: NodeJS.ErrnoException) => finish(error.code));
    onRequest?.(request);
    request.end(body);
  });
}

export function tokenHeaders(sandbox: Sandbox): Record<string, string> {
  return { 'content-type': 'application/json', 'x-account-token': sandbox.token };
}

export function callRaw(sandbox: Sandbox, body: object, options: RawRequest = {}): Promise<RawReply> {
  return send(sandbox.apiUrl, { headers: tokenHeaders(sandbox), body: JSON.stringify(body), ...options });
}

/** The answer's status and JSON; an empty body is undefined. */
export async function call(sandbox: Sandbox, body: object) {
  const { status, text } = await callRaw(sandbox, body);
  return { status, json: text === '' ? undefined : JSON.parse(text) };
}

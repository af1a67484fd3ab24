import type { Readable, Writable } from 'node:stream';
import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import { isObject, toArguments } from '../request/meant.ts';

export const overlong = 'a request line is over 10 MiB';
const maxBufferedBytes = 10 * 1024 * 1024;

/**
 * JSON-RPC on two streams, one message a line. The SDK's own transport drops what does not fit the protocol to the letter, and
 * its client then waits for ever: here a request whose id can be read is answered.
 */
export function createLenientTransport(stdin: Readable, stdout: Writable): Transport {
  let pending: Buffer[] = [];
  let isClosed = false;

  const transport: Transport = {
    async start() {
      stdin.on('data', take).on('error', report).on('end', close).on('close', close);
      stdout.on('error', fail);
    },
    async send(message) {
      if (isClosed) throw new Error('the connection is closed');
      await write(message);
    },
    async close() {
      close();
    },
  };
  return transport;

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    stdin.off('data', take).pause();
    pending = [];
    transport.onclose?.();
  }

  function report(error: Error): void {
    transport.onerror?.(error);
  }

  function fail(error: Error): void {
    if (isClosed) return;
    report(error);
    close();
  }

  function write(message: object): Promise<void> {
    return new Promise((resolve, reject) => {
      stdout.write(`${JSON.stringify(message)}\n`, error => (error ? reject(error) : resolve()));
    });
  }

  function take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0 && !isClosed; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...pending, chunk.subarray(start, end)]).toString();
      pending = [];
      start = end + 1;
      takeLine(line.replace(/^\uFEFF/, '').trim());
    }
    pending.push(chunk.subarray(start));
    if (pending.reduce((bytes, { length }) => bytes + length, 0) > maxBufferedBytes)
      fail(new Error(overlong));
  }

  function takeLine(line: string): void {
    if (line === '') return;
    try {
      const read: unknown = JSON.parse(line);
      // One revision of the protocol had batches; each of their messages is answered in a line of its own.
      for (const value of Array.isArray(read) && read.length > 0 ? read : [read]) takeMessage(value);
    } catch (error) {
      report(error instanceof Error ? error : new Error('a line cannot be read'));
    }
  }

  function takeMessage(value: unknown): void {
    const message = parse(mend(value));
    if (message) {
      transport.onmessage?.(message);
      return;
    }
    report(new Error('a line is not a JSON-RPC message'));
    const id = readId(value);
    if (id === undefined) return;
    const error = { code: -32600, message: 'This is no JSON-RPC 2.0 request with an object as params.' };
    write({ jsonrpc: '2.0', id, error }).catch(() => {});
  }
}

function parse(value: unknown): JSONRPCMessage | undefined {
  try {
    return parseJSONRPCMessage(value);
  } catch {
    return undefined;
  }
}

/** The id of what is no answer; an answer to an answer would help nobody. */
function readId(value: unknown): string | number | undefined {
  if (!isObject(value) || 'result' in value || 'error' in value) return undefined;
  return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : undefined;
}

/** The message without what the protocol does not know, and without the `null` that stands for nothing. */
function mend(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { jsonrpc, id, method, params, result, error } = value;
  const members =
    method === undefined ? { id, result, error } : { id, method, params: mendParams(params, method) };
  return withoutNothing({ jsonrpc, ...members });
}

function mendParams(params: unknown, method: unknown): unknown {
  if (!isObject(params)) return params;
  const meta = isObject(params._meta) ? withoutNothing(params._meta, ['progressToken']) : params._meta;
  const mended = withoutNothing({ ...params, _meta: meta }, ['_meta']);
  return method === 'tools/call' ? { ...mended, arguments: toArguments(params.arguments) } : mended;
}

function withoutNothing(
  object: Record<string, unknown>,
  keys = Object.keys(object),
): Record<string, unknown> {
  const isNothing = (key: string, value: unknown) =>
    keys.includes(key) && (value === null || value === undefined);
  return Object.fromEntries(Object.entries(object).filter(([key, value]) => !isNothing(key, value)));
}

import type { Readable, Writable } from 'node:stream';
import { parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import { isObject, toArguments } from '../request/coerce-arguments.ts';

/**
 * JSON-RPC on two streams, one message a line. The SDK's own transport drops what does not fit the protocol to the letter, and
 * its client then waits for ever: here a request whose id can be read is answered.
 */
export function createLenientTransport(stdin: Readable, stdout: Writable): Transport {
  let pending = '';
  const report = (error: Error) => transport.onerror?.(error);
  const transport: Transport = {
    async start() {
      stdin.setEncoding('utf8').on('data', take).on('error', report);
    },
    send,
    // The streams are the process's, which ends with them.
    async close() {},
  };
  return transport;

  /** What a client that is gone does not get, nobody has to hear of. */
  function send(message: object): Promise<void> {
    return new Promise(resolve => stdout.write(`${JSON.stringify(message)}\n`, () => resolve()));
  }

  function take(chunk: string): void {
    const [end = '', ...lines] = chunk.split('\n');
    pending += end;
    for (const line of lines) {
      takeLine(pending.trim());
      pending = line;
    }
  }

  /** Trimmed of a byte order mark too. One revision of the protocol had batches; each message is answered in its own line. */
  function takeLine(line: string): void {
    if (line === '') return;
    try {
      for (const value of [JSON.parse(line)].flat()) takeMessage(value);
    } catch {
      report(new Error('a line is not JSON'));
    }
  }

  function takeMessage(value: unknown): void {
    try {
      transport.onmessage?.(parseJSONRPCMessage(mend(value)));
    } catch {
      report(new Error('a line is not a JSON-RPC message'));
      const id = readId(value);
      if (id === undefined) return;
      const error = { code: -32600, message: 'This is no JSON-RPC 2.0 request with an object as params.' };
      void send({ jsonrpc: '2.0', id, error });
    }
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
  const { jsonrpc, id, method, result, error } = value;
  return withoutNothing({ jsonrpc, id, method, params: mendParams(value), result, error });
}

function mendParams({ method, params }: Record<string, unknown>): unknown {
  if (!isObject(params)) return params;
  const { _meta, ...rest } = params;
  const given = { ...rest, _meta: isObject(_meta) ? withoutNothing(_meta) : _meta };
  return withoutNothing(
    method === 'tools/call' ? { ...given, arguments: toArguments(params.arguments) } : given,
  );
}

function withoutNothing(object: Record<string, unknown>): Record<string, unknown> {
  const isNothing = (value: unknown) => value === null || value === undefined;
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isNothing(value)));
}

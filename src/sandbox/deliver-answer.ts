import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, RawAnswer } from './faults.ts';
import type { ReceivedRequest, Run } from './run.ts';

interface Delivery {
  response: ServerResponse;
  answer: RawAnswer;
  fault: Fault | undefined;
  request: ReceivedRequest;
  run: Run;
}

const SLOW_DELAY_MS = 3_000;
const DRIP_DELAY_MS = 1_000;

/** Sends the answer over the connection, in the way the fault wants it sent. */
export async function deliverAnswer({ response, answer, fault, request, run }: Delivery): Promise<void> {
  const name = fault?.name ?? 'none';
  if (name === 'hang' || name === 'hang-before') return;
  if (name === 'reset-before' || name === 'reset-after') return reset(response);
  const delayMs = fault && 'delayMs' in fault ? fault.delayMs : undefined;
  if (name === 'slow') await pause(delayMs ?? SLOW_DELAY_MS, undefined, { signal: run.closing });

  const body = bodyToSend(answer, name);
  response.writeHead(answer.status, headersToSend(answer, { body, name }));
  if (run.hooks.betweenHeadersAndBody || name === 'drip') {
    response.flushHeaders();
    await run.hooks.betweenHeadersAndBody?.(request);
  }
  if (name === 'cut-off') return cutOff(response, body);
  if (name === 'drip')
    return drip({ response, body, delayMs: delayMs ?? DRIP_DELAY_MS, signal: run.closing });
  response.end(body);
  await finished(response);
  await run.hooks.afterAnswer?.(request);
}

/** Where half of nothing would be a whole answer, there is something to cut or to drip. */
function bodyToSend({ body }: RawAnswer, name: string): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return bytes.length === 0 && (name === 'cut-off' || name === 'drip')
    ? Buffer.from('{"status":200}')
    : bytes;
}

/** `huge` comes without its length, so that only counting finds out. */
function headersToSend(
  { headers }: RawAnswer,
  { body, name }: { body: Buffer; name: string },
): Record<string, string> {
  return name === 'huge' ? headers : { ...headers, 'content-length': String(body.length) };
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function cutOff(response: ServerResponse, body: Buffer): Promise<void> {
  const half = body.subarray(0, Math.ceil(body.length / 2));
  return new Promise(resolve => {
    response.write(half, () => {
      reset(response);
      resolve();
    });
  });
}

interface Drip {
  response: ServerResponse;
  body: Buffer;
  delayMs: number;
  signal: AbortSignal;
}

async function drip({ response, body, delayMs, signal }: Drip): Promise<void> {
  for (const byte of body) {
    await pause(delayMs, undefined, { signal });
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
  }
  response.end();
}

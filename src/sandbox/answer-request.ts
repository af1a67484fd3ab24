import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { carryOut } from './actions.ts';
import { carriesOutFirst, type Fault, readFaultStatus } from './faults.ts';
import { type RawAnswer, type ReceivedRequest, refuse, send, toRawAnswer, writeHead } from './http.ts';
import { isAuthorized, type Run } from './run.ts';

const maxBodyBytes = 1024 * 1024;
const slowDelayMs = 3_000;

export interface Exchange {
  message: IncomingMessage;
  response: ServerResponse;
  run: Run;
}

/** One API request, from its body to the last byte of its answer. */
export async function answerApiRequest({ message, response, run }: Exchange): Promise<void> {
  const rawBody = await readBody(message);
  if (rawBody === undefined) return send(response, refuse(413, 'Request too large'));
  const request = toReceivedRequest(message, { rawBody, run });
  run.received.push(request);
  await run.hooks.onReceived?.(request);
  const refusal = refuseRequest(request);
  const fault = refusal ? undefined : run.faults.take(String(request.action));
  request.fault = fault?.name;
  const answer = refusal ?? decideAnswer(request, { fault, run });
  await run.hooks.beforeAnswer?.(request);
  await deliverAnswer({ response, answer, fault, request, run });
}

/** Undefined when the body is too large; rejects when the client goes away before its end. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Read to the end in any case: leaving the loop would cut the connection before the refusal is read.
  for await (const chunk of message) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function toReceivedRequest(
  message: IncomingMessage,
  { rawBody, run }: { rawBody: string; run: Run },
): ReceivedRequest {
  const body = readJson(rawBody);
  const action = typeof body === 'object' && body !== null && 'action' in body ? body.action : undefined;
  return {
    action: typeof action === 'string' ? action : undefined,
    body,
    rawBody,
    headers: message.headers,
    path: message.url ?? '',
    authorized: isAuthorized(message.headers, run.credentials),
    at: run.account.now(),
    fault: undefined,
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuseRequest({ authorized, headers }: ReceivedRequest): RawAnswer | undefined {
  if (!authorized) return refuse(401, 'Unauthorized', { 'www-authenticate': 'Basic realm="sandbox"' });
  if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
    return refuse(415, 'Send the request as application/json');
  return undefined;
}

/** The real answer, or what the fault puts in its place. */
function decideAnswer(
  request: ReceivedRequest,
  { fault, run }: { fault: Fault | undefined; run: Run },
): RawAnswer {
  const real = fault && !carriesOutFirst(fault) ? undefined : carryOut(request, run);
  if (fault && 'answer' in fault) return fault.answer(real, request);
  const status = readFaultStatus(fault?.name);
  if (status !== undefined) return refuse(status);
  if (fault?.name === 'empty') return toRawAnswer(200);
  if (fault?.name !== 'html') return real ?? toRawAnswer(500);
  const body = '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>';
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

interface Delivery {
  response: ServerResponse;
  answer: RawAnswer;
  fault: Fault | undefined;
  request: ReceivedRequest;
  run: Run;
}

/** Sends the answer over the connection, in the way the fault wants it sent. */
async function deliverAnswer({ response, answer, fault, request, run }: Delivery): Promise<void> {
  const isCutOff = fault?.name === 'cut-off';
  if (fault?.name.startsWith('hang')) return;
  if (fault?.name.startsWith('reset')) return void response.socket?.resetAndDestroy();
  if (fault?.name === 'slow') await pause(fault.delayMs ?? slowDelayMs, undefined, { signal: run.closing });
  // Half of nothing would be a whole answer.
  const sent = isCutOff && answer.body === '' ? { ...answer, body: '{"status":200}' } : answer;
  const { body } = sent;
  writeHead(response, sent);
  if (run.hooks.betweenHeadersAndBody) {
    response.flushHeaders();
    await run.hooks.betweenHeadersAndBody(request);
  }
  if (isCutOff) {
    response.write(String(body).slice(0, String(body).length / 2), () => response.socket?.resetAndDestroy());
    return;
  }
  await pipeline(typeof body === 'string' || Buffer.isBuffer(body) ? [body] : body, response);
  await run.hooks.afterAnswer?.(request);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { carryOut, isActionName, toErrorAnswer } from './actions.ts';
import { bendAnswer, toRawAnswer } from './bend-answer.ts';
import { isAuthorized } from './credentials.ts';
import { deliverAnswer } from './deliver-answer.ts';
import { readExactJson } from './exact-json.ts';
import { carriesOutFirst, type Fault, type RawAnswer } from './faults.ts';
import { invoicePathOf, type ReceivedRequest, type Run, redirectPathOf } from './run.ts';

const MAX_BODY_BYTES = 1024 * 1024;

export interface Exchange {
  message: IncomingMessage;
  response: ServerResponse;
  run: Run;
}

/** One API request, from its body to the last byte of its answer. */
export async function answerApiRequest({ message, response, run }: Exchange): Promise<void> {
  const rawBody = await readBody(message);
  if (rawBody === undefined) return deliverPlain({ response, answer: refuse(413, 'Request too large') });
  const request = toReceivedRequest(message, { rawBody, run });
  run.received.push(request);
  await run.hooks.onReceived?.(request);

  const { answer, fault } = await decideAnswer(request, run);
  await run.hooks.beforeAnswer?.(request);
  await deliverAnswer({ response, answer, fault, request, run });
}

/** An answer that no fault touches. */
export function deliverPlain({ response, answer }: { response: ServerResponse; answer: RawAnswer }): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

export function refuse(status: number, message: string): RawAnswer {
  return toRawAnswer(toErrorAnswer(status, message));
}

async function decideAnswer(
  request: ReceivedRequest,
  run: Run,
): Promise<{ answer: RawAnswer; fault?: Fault }> {
  const { action, body, headers } = request;
  if (!request.authorized) return { answer: unauthorized() };
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    return { answer: refuse(415, 'Send the request as application/json') };
  }
  if (typeof body !== 'object' || body === null)
    return { answer: refuse(400, 'The body is not a JSON object') };
  if (!isActionName(action))
    return { answer: refuse(400, `Unknown action ${JSON.stringify(action ?? null)}`) };

  const fault = request.path === redirectPathOf(run) ? undefined : run.faults.take(action);
  request.fault = fault?.name;
  const isCarriedOut = fault === undefined || carriesOutFirst(fault);
  const context = {
    world: run.world,
    style: run.style,
    urlOfInvoice: (invoiceId: bigint) => `${run.origin}${invoicePathOf(run, invoiceId)}`,
    bigIds: fault?.name === 'big-ids',
  };
  const real = isCarriedOut ? carryOut(action, body, context) : undefined;
  const answer = await bendAnswer({ real, fault, headers, run });
  return fault ? { answer, fault } : { answer };
}

function unauthorized(): RawAnswer {
  const { status, headers, body } = refuse(401, 'Unauthorized');
  return {
    status,
    headers: { ...headers, 'www-authenticate': 'Basic realm="sandbox", charset="UTF-8"' },
    body,
  };
}

function toReceivedRequest(
  message: IncomingMessage,
  { rawBody, run }: { rawBody: string; run: Run },
): ReceivedRequest {
  const body = readBodyJson(rawBody);
  const action = typeof body === 'object' && body !== null && 'action' in body ? body.action : undefined;
  return {
    action: typeof action === 'string' ? action : undefined,
    body,
    rawBody,
    headers: message.headers,
    path: message.url ?? '',
    authorized: isAuthorized(message.headers, run.credentials),
    at: run.now(),
    fault: undefined,
  };
}

function readBodyJson(text: string): unknown {
  try {
    return readExactJson(text);
  } catch {
    return undefined;
  }
}

/** Undefined when the body is too large; rejects when the client goes away before its end. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Read to the end in any case: leaving the loop would cut the connection before the refusal is read.
  for await (const chunk of message) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { carryOut, type Provider } from './actions.ts';
import { answerUnderFault, type Faults, sendUnderFault, takeFault } from './faults.ts';
import { type RawAnswer, type ReceivedRequest, refuse, send } from './http.ts';
import { answerPage } from './pages.ts';

type Hook = ((request: ReceivedRequest) => void | Promise<void>) | undefined;

/** Moments at which a test can look, act, or hold the provider by returning a promise. */
export interface SandboxHooks {
  /** The request has arrived in full; nothing has been carried out. */
  onReceived?: Hook;
  /** The action has been carried out (unless it was refused or a fault prevents it); no byte has been answered. */
  beforeAnswer?: Hook;
  /** The whole answer has been handed to the operating system. */
  afterAnswer?: Hook;
}

/** One run of the sandbox: everything its HTTP side needs to know. */
export interface Run extends Provider {
  credentials: { token: string; username: string; password: string };
  faults: Faults;
  hooks: SandboxHooks;
  received: ReceivedRequest[];
}

interface Exchange {
  message: IncomingMessage;
  response: ServerResponse;
  run: Run;
}

/** The API, a page, or nobody answers. No page elsewhere can guess a run's path, and none is told. */
export async function answerRequest(exchange: Exchange): Promise<void> {
  const { message, response, run } = exchange;
  const { url = '', method } = message;
  const [path = ''] = url.split('?');
  if (!path.startsWith(run.account.url.pathname)) return send(response, refuse(404));
  if (path !== `${run.account.url.pathname}api`) return send(response, answerPage(path, method, run.account));
  if (method === 'POST') return answerApiRequest(exchange);
  return send(response, refuse(405, 'Use POST', { allow: 'POST' }));
}

/** One API request, from its body to the last byte of its answer. */
async function answerApiRequest({ message, response, run }: Exchange): Promise<void> {
  const request = await receive(message);
  run.received.push(request);
  await run.hooks.onReceived?.(request);
  const refusal = refuseRequest(request, run);
  const fault = refusal ? undefined : takeFault(run.faults, String(request.action));
  request.fault = fault?.name;
  const answer = refusal ?? answerUnderFault(fault, request, () => carryOut(request, run));
  await run.hooks.beforeAnswer?.(request);
  if (await sendUnderFault(fault, response, answer)) await run.hooks.afterAnswer?.(request);
}

const actionSchema = z.object({ action: z.string() });

/** Rejects when the client goes away before the end of its body. */
async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const rawBody = await text(message);
  const body = readJson(rawBody);
  const { headers, url: path = '' } = message;
  return { action: actionSchema.safeParse(body).data?.action, body, rawBody, headers, path };
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function refuseRequest({ headers }: ReceivedRequest, run: Run): RawAnswer | undefined {
  if (!isAuthorized(headers, run))
    return refuse(401, 'Unauthorized', { 'www-authenticate': 'Basic realm="sandbox"' });
  if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
    return refuse(415, 'Send the request as application/json');
  return undefined;
}

/** A token header is decisive where there is one; else HTTP Basic. */
function isAuthorized(headers: IncomingHttpHeaders, { credentials }: Run): boolean {
  const token = headers['x-account-token'];
  if (token !== undefined) return token === credentials.token;
  const [, base64 = ''] = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(headers.authorization ?? '') ?? [];
  return Buffer.from(base64, 'base64').toString() === `${credentials.username}:${credentials.password}`;
}

import { isUtf8 } from 'node:buffer';
import { isSafeNumber, parse } from 'lossless-json';
import { type ErrorCode, VpsError } from '../errors/vps-error.ts';
import { type Cleaner, cleanText, cutText } from './clean-and-redact.ts';
import type { Exchange, ExchangeRequest, Failure } from './http-exchange.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** VPS_REQUEST_TIMEOUT_MS caps the deadline. */
export type CallOptions = Pick<ExchangeRequest, 'timeoutMs' | 'signal'>;

export type ReadAction = 'order_status' | 'order_list' | 'server_list';

/** Repeated at most twice, within the deadline, when the failure is one that passes. */
export type Read = (action: ReadAction, parameters: object, options: CallOptions) => Promise<Reply>;

/** A complete answer, whatever its status. */
interface Answer {
  readonly kind: 'answered';
  readonly sent: true;
  readonly httpStatus: number;
  /** Absent where the answer was empty, or could not be read. */
  readonly body?: Json;
  /** Why it is not JSON. */
  readonly unreadable?: VpsError;
  /** What it said where it was not JSON, cleaned; a payment notice can hide in it. */
  readonly text?: string;
  readonly retryAfterMs?: number | undefined;
}

/** What became of one request. */
export type Reply = Answer | Failure;

/** Characters of a text that is not JSON; no page that matters is longer. */
const maxPageLength = 64 * 1024;

export function toReply(result: Exchange, clean: Cleaner): Reply {
  if (result.kind === 'failed') return result;
  const { httpStatus, headers, body } = result;
  const wait = headers['retry-after'];
  const retryAfterMs = typeof wait === 'string' && /^\d{1,9}$/.test(wait) ? Number(wait) * 1_000 : undefined;
  return { kind: 'answered', sent: true, httpStatus, retryAfterMs, ...readBytes(body, clean) };
}

function readBytes(bytes: Uint8Array, clean: Cleaner): Pick<Answer, 'body' | 'unreadable' | 'text'> {
  if (!isUtf8(bytes))
    return { unreadable: new VpsError('bad_response', "The provider's answer is not UTF-8 text.") };
  // A byte order mark is dropped.
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') return {};
  try {
    // The parser refuses what gives one name two values, and makes nothing else of JSON.
    return { body: cleanJson(parse(text, undefined, toExactNumber) as Json, { clean, depth: 0 }) };
  } catch (error) {
    // The parser calls itself too, and its stack ends far below that of a hostile answer.
    const isDeep = error instanceof RangeError;
    const what = /^\s*</.test(text)
      ? 'a web page'
      : isDeep
        ? 'JSON that is nested too deeply'
        : 'no proper JSON';
    const unreadable = new VpsError('bad_response', `The provider answered ${what}.`);
    return { unreadable, text: clean(text, maxPageLength) };
  }
}

/** Deeper than any honest answer is nested; everything that goes through one later calls itself for each level. */
const maxDepth = 100;

/** A number where it shows the digits that were written, else those: of ids beyond 2^53, and of money such as 12.50. */
function toExactNumber(text: string): number | string {
  const value = Number(text);
  // Some languages write every whole number as 73.0.
  return isSafeNumber(text) && String(value) === text.replace(/\.0$/, '') ? value : text;
}

/** Names are cleaned too, but never of a secret, which could be the name of a field. */
function cleanJson(value: Json, { clean, depth }: { clean: Cleaner; depth: number }): Json {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === maxDepth) throw new RangeError('nested too deeply');
  const inner = { clean, depth: depth + 1 };
  if (Array.isArray(value)) return value.map(element => cleanJson(element, inner));
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([name, member]) => [cleanText(name), cleanJson(member, inner)]));
}

/** The answer that asks for a payment, as it is shown: a text or a web page is cut like any other text. */
export function toNotice({ body, text }: Answer): Json | undefined {
  return body ?? (text === undefined ? undefined : cutText(text));
}

/** All others are `unavailable` from 500 on, and else `bad_response`. */
const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  402: 'forbidden',
  403: 'forbidden',
  404: 'not_found',
  408: 'timeout',
  409: 'conflict',
  413: 'invalid_request',
  422: 'invalid_request',
  429: 'rate_limited',
};

/** By the code, or by what says more than it. */
const sentences: Readonly<Record<string, string>> = {
  unauthorized: 'The provider does not accept the credentials of this server',
  forbidden: 'The provider does not allow this to the account, or not from this address',
  not_found: 'The provider does not know it',
  conflict: 'The provider reports a conflict',
  rate_limited: 'The provider asks for fewer requests',
  invalid_request: 'The provider refused the request; what it said stands under provider',
  timeout: 'The provider gave up waiting',
  unavailable: 'The provider has a problem of its own',
  bad_response: 'The provider answered in an unexpected way',
  redirect: 'The provider answered with a redirect, which is never followed; check VPS_API_URL',
  unpaid: 'The provider asks the account for a payment first',
};

/** An error status, from HTTP or from a JSON `status`, as an error; what the provider said travels in `provider`. */
export function toStatusError(status: number, provider?: Json, retryAfterMs?: number): VpsError {
  const code = codeOfStatus[status] ?? (status >= 500 ? 'unavailable' : 'bad_response');
  const isRedirect = status >= 300 && status < 400;
  const sentence = sentences[status === 402 ? 'unpaid' : isRedirect ? 'redirect' : code];
  return new VpsError(code, `${sentence} (status ${status}).`, { provider, status, retryAfterMs });
}

/** The answer's JSON, for reads. @throws VpsError for everything that is not a success. */
export function readBody(reply: Reply): Json | undefined {
  if (reply.kind === 'failed') throw reply.error;
  if (reply.httpStatus < 200 || reply.httpStatus >= 300)
    throw toStatusError(reply.httpStatus, reply.body, reply.retryAfterMs);
  if (reply.unreadable) throw reply.unreadable;
  return reply.body;
}

import { type ErrorCode, VpsError } from '../errors/vps-error.ts';
import { type Cleaner, cutText } from './clean-text.ts';
import type { Exchange, ExchangeRequest, Failure } from './exchange.ts';
import { type Json, readJson } from './json.ts';

/** VPS_REQUEST_TIMEOUT_MS caps the deadline. */
export type CallOptions = Pick<ExchangeRequest, 'timeoutMs' | 'signal'>;

type Answer = Reply & { kind: 'answered' };

/**
 * What became of one request. `answered`: a complete answer was read, whatever its status; `body` is absent where it was
 * empty, and `unreadable` says why where it was not JSON.
 */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly sent: true;
      readonly httpStatus: number;
      readonly body?: Json;
      readonly unreadable?: VpsError;
      /** The answer's text where it was not JSON, cleaned; a payment notice can hide in it. */
      readonly text?: string;
      readonly retryAfterMs?: number;
    }
  | Failure;

/** Characters of a text that is not JSON; no page that matters is longer. */
const maxPageLength = 64 * 1024;

/** An exchange as the rest of the program sees it: its answer read, and nothing of it unclean. */
export function toReply(result: Exchange, clean: Cleaner): Reply {
  if (result.kind === 'failed') return result;
  const { httpStatus, headers, body } = result;
  return {
    kind: 'answered',
    sent: true,
    httpStatus,
    ...readRetryAfter(headers['retry-after']),
    ...readBytes(body, clean),
  };
}

function readBytes(bytes: Uint8Array, clean: Cleaner): Pick<Answer, 'body' | 'unreadable' | 'text'> {
  let text: string;
  try {
    // A byte order mark is dropped, and no byte is replaced.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { unreadable: new VpsError('bad_response', "The provider's answer is not UTF-8 text.") };
  }
  if (text.trim() === '') return {};
  try {
    return { body: readJson(text, part => clean(part)) };
  } catch (error) {
    if (!(error instanceof VpsError)) throw error;
    return { unreadable: error, text: clean(text, maxPageLength) };
  }
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
function readRetryAfter(header: string | string[] | undefined): { retryAfterMs?: number } {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return {};
  if (/^\d{1,9}$/.test(text)) return { retryAfterMs: Number(text) * 1_000 };
  const waitMs = / GMT$/.test(text) ? Date.parse(text) - Date.now() : Number.NaN;
  return Number.isNaN(waitMs) ? {} : { retryAfterMs: Math.max(0, waitMs) };
}

/** An answer that asks for payment, as it is shown: a text or a web page is cut like any other text. */
export function toNotice({ body, text }: Answer): Json | undefined {
  return body ?? (text === undefined ? undefined : cutText(text));
}

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  402: 'forbidden',
  403: 'forbidden',
  404: 'not_found',
  405: 'bad_response',
  408: 'timeout',
  409: 'conflict',
  413: 'invalid_request',
  415: 'bad_response',
  422: 'invalid_request',
  429: 'rate_limited',
};

const sentenceOfCode: Partial<Record<ErrorCode, string>> = {
  unauthorized: 'The provider does not accept the credentials of this server',
  forbidden: 'The provider does not allow this to the account, or not from this address',
  not_found: 'The provider does not know it',
  conflict: 'The provider reports a conflict',
  rate_limited: 'The provider asks for fewer requests',
  invalid_request: 'The provider refused the request; what it said stands under provider',
  timeout: 'The provider gave up waiting',
  unavailable: 'The provider has a problem of its own',
};

/** An error status, from HTTP or from a JSON `status`, as an error; what the provider said travels in `provider`. */
export function toStatusError(status: number, provider?: Json, retryAfterMs?: number): VpsError {
  const code = codeOfStatus[status] ?? (status >= 500 ? 'unavailable' : 'bad_response');
  return new VpsError(code, `${toSentence(status, code)} (status ${status}).`, {
    provider,
    status,
    retryAfterMs,
  });
}

function toSentence(status: number, code: ErrorCode): string {
  if (status === 402) return 'The provider asks the account for a payment first';
  if (status >= 300 && status < 400)
    return 'The provider answered with a redirect, which is never followed; check VPS_API_URL';
  return sentenceOfCode[code] ?? 'The provider answered in an unexpected way';
}

/**
 * The answer's JSON, for reads.
 * @param accept HTTP error statuses whose answer is data all the same, such as 402 for an order that waits for payment.
 * @throws VpsError for everything that is not a success.
 */
export function readBody(reply: Reply, accept: readonly number[] = []): Json | undefined {
  if (reply.kind === 'failed') throw reply.error;
  const isSuccess = reply.httpStatus >= 200 && reply.httpStatus < 300;
  if (!isSuccess && !accept.includes(reply.httpStatus))
    throw toStatusError(reply.httpStatus, reply.body, reply.retryAfterMs);
  if (reply.unreadable) throw reply.unreadable;
  return reply.body;
}

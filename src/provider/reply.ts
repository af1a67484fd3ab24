import type { ErrorCode } from '../errors/vps-error.ts';
import { VpsError } from '../errors/vps-error.ts';
import type { Json } from './json.ts';

export interface CallOptions {
  /** Absolute deadline in milliseconds from now; VPS_REQUEST_TIMEOUT_MS caps it. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * What became of one request. `answered`: a complete answer was read, whatever its status; `body` is absent where it was
 * empty, and `unreadable` says why where it was not JSON. `failed`: no complete answer; `sent` says whether a byte went out.
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
      /** The JSON with longer texts, where `body` had to cut one. */
      readonly whole?: Json;
      readonly retryAfterMs?: number;
    }
  | {
      readonly kind: 'failed';
      readonly sent: boolean;
      readonly httpStatus?: number;
      readonly error: VpsError;
    };

/** All of an answer that a payment can be read from; its texts are too long to be shown. */
export function toNotice({ whole, body, text }: Reply & { kind: 'answered' }): Json | undefined {
  return whole ?? body ?? text;
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

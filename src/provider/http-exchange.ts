import type { Dispatcher } from 'undici';
import { VpsError } from '../errors/vps-error.ts';

/** A decoded answer may not be larger; the largest honest one, 100,000 orders with an item each, is some 20 MB. */
const maxBodyBytes = 32 * 1024 * 1024;

export interface ExchangeRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Absolute deadline over connecting, headers and body, in milliseconds from now. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Whether the connection is closed after this one exchange. */
  readonly closeAfter: boolean;
  /** Asked in the last moment before the first byte is written; a sentence stops the request. */
  readonly objection?: () => string | undefined;
}

export type Exchange =
  | { kind: 'answer'; sent: true; httpStatus: number; headers: AnswerHeaders; body: Uint8Array }
  | Failure;

/** No complete answer; `sent` says whether a byte went out. */
export interface Failure {
  readonly kind: 'failed';
  readonly sent: boolean;
  readonly error: VpsError;
}

type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * One HTTP POST and its whole answer; follows no redirect, repeats nothing, never throws.
 * `sent` is observed: undici calls `onRequestStart` right before it writes a request's first byte, on a connection
 * that is ready (resolved, connected, tunnelled, TLS done), and writes nothing when it is aborted there.
 */
export function exchange(dispatcher: Dispatcher, request: ExchangeRequest): Promise<Exchange> {
  return new Promise(resolve => {
    const run = new ExchangeRun(request, resolve);
    if (run.isSettled) return;
    const { url, headers, body, closeAfter } = request;
    try {
      dispatcher.dispatch(
        {
          origin: url.origin,
          path: url.pathname,
          method: 'POST',
          headers,
          body,
          reset: closeAfter,
          // The deadline covers both; undici's own begin anew with every byte.
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        run,
      );
    } catch (error) {
      run.fail(toConnectionError(error));
    }
  });
}

class ExchangeRun implements Dispatcher.DispatchHandler {
  isSettled = false;
  readonly #request: ExchangeRequest;
  readonly #settle: (result: Exchange) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #onAbort = () => this.fail(new VpsError('timeout', 'The call was cancelled.'));
  readonly #chunks: Uint8Array[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #bodyBytes = 0;
  #head: { httpStatus: number; headers: AnswerHeaders } | undefined;

  constructor(request: ExchangeRequest, settle: (result: Exchange) => void) {
    this.#request = request;
    this.#settle = settle;
    const { timeoutMs, signal } = request;
    if (signal?.aborted) this.#onAbort();
    // Not even dispatched: on a connection that is ready, the first byte would be out before a timer of 0 fires.
    else if (!(timeoutMs > 0)) this.fail(new VpsError('timeout', 'No time was left to ask the provider.'));
    else {
      const giveUp = () => this.fail(toTimeout(timeoutMs, this.#bodyBytes));
      // An answer that arrived while this process was busy, as with a long list, is read first.
      this.#timer = setTimeout(() => (this.#controller ? setImmediate(giveUp) : giveUp()), timeoutMs);
      signal?.addEventListener('abort', this.#onAbort, { once: true });
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const objection = this.#objection();
    if (objection !== undefined) {
      this.fail(new VpsError('unavailable', objection));
      controller.abort(new Error('stopped before the first byte'));
      return;
    }
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    httpStatus: number,
    headers: AnswerHeaders,
  ): void {
    // undici asserts that none is below 100, and in minified code that takes Node a second.
    if (httpStatus < 100)
      this.fail(new VpsError('bad_response', 'The provider does not speak HTTP properly.'));
    // Informational answers (1xx) precede the real one.
    if (httpStatus >= 200) this.#head = { httpStatus, headers };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.isSettled) return;
    this.#bodyBytes += chunk.byteLength;
    if (this.#bodyBytes <= maxBodyBytes) this.#chunks.push(chunk);
    else this.fail(new VpsError('bad_response', "The provider's answer is larger than 32 MiB."));
  }

  onResponseEnd(): void {
    if (this.#head)
      this.#finish({ kind: 'answer', sent: true, ...this.#head, body: Buffer.concat(this.#chunks) });
    else this.fail(new VpsError('bad_response', 'The provider sent no answer.'));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(toConnectionError(error));
  }

  fail(error: VpsError): void {
    if (this.isSettled) return;
    this.#finish({ kind: 'failed', sent: this.#controller !== undefined, error });
    this.#controller?.abort(error);
  }

  /** A second start would be a retry by a lower layer: never allowed, the first may have arrived. */
  #objection(): string | undefined {
    if (this.#controller) return 'The connection was lost after the request had begun.';
    if (this.isSettled) return 'The request was given up before it began.';
    return this.#request.objection?.();
  }

  #finish(result: Exchange): void {
    if (this.isSettled) return;
    this.isSettled = true;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
    this.#chunks.length = 0;
    this.#settle(result);
  }
}

function toTimeout(timeoutMs: number, bodyBytes: number): VpsError {
  const seconds = Math.round(timeoutMs / 100) / 10;
  const late = `The provider did not answer within ${seconds} seconds.`;
  const long = `The provider's answer is too long for the time: after ${seconds} seconds it was not complete.`;
  return new VpsError('timeout', bodyBytes === 0 ? late : long);
}

/** What undici says of them, which it gives no code of their own. */
const unaskedAnswer = /^bad (?:response|upgrade)$/;

/** By the first code of Node, undici or OpenSSL that fits: their messages can hold addresses, headers or provider text. */
const failures: Readonly<Record<string, string>> = {
  'ENOTFOUND|EAI_AGAIN':
    'The host name of the provider, or of the proxy, does not resolve; check VPS_API_URL for a typing error, and that this machine is online.',
  ECONNREFUSED:
    'The connection was refused: nothing listens there. Check VPS_API_URL and the proxy settings; a sandbox has to be running, and has another address in each run.',
  'ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT':
    'There is no way to the provider, or it takes too long; check the network and the firewall, and where a proxy is needed, set HTTPS_PROXY.',
  PROXY_407:
    'The proxy asks for a user and password, or refuses those that it got; write its address as http://USER:PASSWORD@HOST:PORT.',
  UND_ERR_ABORTED: 'The proxy refused the connection to the provider; check the proxy settings.',
  UND_ERR_PRX_TLS: 'The TLS certificate of the proxy or the provider is not accepted; nothing was sent.',
  'ECONN.*|EPIPE|UND_ERR_SOCKET': 'The connection to the provider was lost.',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "The provider's answer was cut off.",
  HTTPParserError: 'The provider does not speak HTTP properly.',
  [unaskedAnswer.source]:
    'The provider, or a proxy before it, sent "100 Continue" or 101 unasked, and the answer behind it cannot be read; ask the provider to turn that off.',
  UND_ERR_HEADERS_OVERFLOW: "The provider's answer has too large headers.",
  CERT_HAS_EXPIRED:
    "The provider's TLS certificate has expired; nothing was sent. Check this machine's clock; otherwise the provider has to renew it.",
  '(?:ERR_TLS_CERT|HOSTNAME_MISMATCH).*':
    "The provider's TLS certificate is for another host; nothing was sent. Check VPS_API_URL.",
  '(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|PATH_LENGTH).*':
    "Nobody whom this machine trusts vouches for the provider's TLS certificate; nothing was sent. Behind an inspecting proxy, set NODE_EXTRA_CA_CERTS to its CA file; the check itself cannot be turned off.",
  '(?:ERR_TLS|ERR_SSL|EPROTO).*':
    'No secure connection to the provider could be made; check that the port in VPS_API_URL speaks https, and the proxy settings.',
};

function toConnectionError(error: unknown): VpsError {
  if (error instanceof VpsError) return error;
  const code = readCode(error);
  const isOfAnswer =
    code === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW' || unaskedAnswer.test(code);
  const known = Object.entries(failures).find(([codes]) => new RegExp(`^(?:${codes})$`).test(code));
  const sentence = known?.[1] ?? 'The connection to the provider failed.';
  return new VpsError(isOfAnswer ? 'bad_response' : 'unavailable', sentence, { cause: error });
}

/** undici's parser errors are known by their name alone, and some others by their message. */
function readCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'HTTPParserError') return error.name;
  if (error.message.startsWith('Proxy response (407)')) return 'PROXY_407';
  if (unaskedAnswer.test(error.message)) return error.message;
  return 'code' in error ? String(error.code) : '';
}

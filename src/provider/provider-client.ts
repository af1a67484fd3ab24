import type { Dispatcher } from 'undici';
import { VpsError } from '../errors/vps-error.ts';
import type { Settings } from '../settings/settings.ts';
import { cleanText } from './clean-text.ts';
import type { Connections } from './connections.ts';
import { toCredentialHeader } from './credential-header.ts';
import { type Exchange, type ExchangeRequest, exchange } from './exchange.ts';
import { decode, readJson } from './read-json.ts';
import { createRedactor } from './redact.ts';
import type { CallOptions, Reply } from './reply.ts';
import { retryRead } from './retry-read.ts';
import { writeJson } from './write-json.ts';

export type ReadAction = 'order_status' | 'order_list' | 'server_list';
export type WriteAction = 'order_create' | 'order_cancel';

export interface WriteOptions extends CallOptions {
  /** Asked in the last moment before the first byte; a sentence stops the request, which then counts as not sent. */
  readonly objection?: () => string | undefined;
}

/** The provider's API: one POST per action. Nothing here throws for what the provider or the network does. */
export interface ProviderClient {
  readonly apiUrl: URL;
  /** Reads are repeated at most twice, within the deadline, when the failure is one that passes. */
  read(action: ReadAction, parameters: object, options: CallOptions): Promise<Reply>;
  /** A write is sent once, on a connection of its own, and is never repeated. */
  write(action: WriteAction, parameters: object, options: WriteOptions): Promise<Reply>;
  close(): Promise<void>;
}

export interface ProviderClientOptions {
  readonly settings: Pick<Settings, 'apiUrl' | 'credentials' | 'requestTimeoutMs' | 'hints'>;
  readonly connections: Connections;
  readonly userAgent: string;
}

export function createProviderClient({
  settings,
  connections,
  userAgent,
}: ProviderClientOptions): ProviderClient {
  const redact = createRedactor(settings.credentials);
  const clean = (text: string) => cleanText(redact(text));
  const toRequest = (action: string, parameters: object, options: WriteOptions) => ({
    url: settings.apiUrl,
    headers: { ...requestHeaders(settings), 'user-agent': userAgent },
    body: writeJson({ action, ...parameters }),
    ...options,
    timeoutMs: Math.min(options.timeoutMs, settings.requestTimeoutMs),
  });

  return {
    apiUrl: settings.apiUrl,
    read: (action, parameters, options) =>
      retryRead(options, async attempt => {
        const request = { ...toRequest(action, parameters, attempt), closeAfter: false };
        return toReply(await exchange(await connections.shared(), request), clean);
      }),
    write: async (action, parameters, options) => {
      const prepared = await prepareWrite(
        () => ({ ...toRequest(action, parameters, options), closeAfter: true }),
        connections,
      );
      if ('error' in prepared) return { kind: 'failed', sent: false, error: prepared.error };
      try {
        return toReply(await exchange(prepared.connection, prepared.request), clean);
      } finally {
        // Not awaited: the answer is complete, and a peer that never closes may not hold it back.
        void prepared.connection.destroy();
      }
    },
    close: () => connections.close(),
  };
}

/** All that can fail before a byte goes out; what fails here was provably not sent. */
async function prepareWrite(
  toRequest: () => ExchangeRequest,
  connections: Connections,
): Promise<{ request: ExchangeRequest; connection: Dispatcher } | { error: VpsError }> {
  try {
    return { request: toRequest(), connection: await connections.fresh() };
  } catch (cause) {
    if (cause instanceof VpsError) return { error: cause };
    return {
      error: new VpsError('unavailable', 'The HTTP client can not be loaded; reinstall vps-order-mcp.', {
        cause,
      }),
    };
  }
}

/** @throws VpsError `configuration` when there are no credentials. */
function requestHeaders(settings: ProviderClientOptions['settings']): Record<string, string> {
  if (!settings.credentials) {
    throw new VpsError(
      'configuration',
      [
        'No credentials: set VPS_API_TOKEN, or VPS_API_USERNAME with VPS_API_PASSWORD.',
        ...settings.hints,
      ].join(' '),
    );
  }
  return {
    ...toCredentialHeader(settings.credentials),
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': 'identity',
  };
}

function toReply(result: Exchange, clean: (text: string) => string): Reply {
  if (result.kind === 'failure') return { ...result, kind: 'failed' };
  const { httpStatus } = result;
  const answered = {
    kind: 'answered',
    sent: true,
    httpStatus,
    retryAfterMs: readRetryAfter(result.headers['retry-after']),
  } as const;
  try {
    const text = decode(result.body);
    if (text.trim() === '') return answered;
    return { ...answered, ...readText(result.body, clean) };
  } catch (error) {
    return { ...answered, unreadable: toBadResponse(error) };
  }
}

function readText(bytes: Uint8Array, clean: (text: string) => string) {
  try {
    return { body: readJson(bytes, clean) };
  } catch (error) {
    return { unreadable: toBadResponse(error), text: clean(decode(bytes)) };
  }
}

function toBadResponse(error: unknown): VpsError {
  if (error instanceof VpsError) return error;
  return new VpsError('bad_response', "The provider's answer can not be read.", { cause: error });
}

/** RFC 9110 section 10.2.3, its form in seconds; a date is treated as absent. */
function readRetryAfter(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) * 1_000 : undefined;
}

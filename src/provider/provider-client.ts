import type { Dispatcher } from 'undici';
import { VpsError } from '../errors/vps-error.ts';
import { requireCredentials } from '../settings/credentials.ts';
import type { Credentials, Settings } from '../settings/settings.ts';
import type { Connections } from './connections.ts';
import { type ExchangeRequest, exchange } from './exchange.ts';
import { writeJson } from './json.ts';
import { createLists, type ProviderLists } from './lists.ts';
import { createCleaner, createRedactor, toBase64 } from './redact.ts';
import { type CallOptions, type Reply, toReply } from './reply.ts';
import { retryRead } from './retry-read.ts';

export type ReadAction = 'order_status' | 'order_list' | 'server_list';
type WriteAction = 'order_create' | 'order_cancel';

interface WriteOptions extends CallOptions {
  /** Asked in the last moment before the first byte; a sentence stops the request, which then counts as not sent. */
  readonly objection?: () => string | undefined;
}

/** The provider's API: one POST per action. Nothing here throws; what can't be sent is a failure that was not sent. */
export interface ProviderClient extends ProviderLists {
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
  const clean = createCleaner(createRedactor(settings.credentials));
  const limit = <Options extends CallOptions>(options: Options) => ({
    ...options,
    timeoutMs: Math.min(options.timeoutMs, settings.requestTimeoutMs),
  });
  const toRequest = (action: string, parameters: object, options: WriteOptions) => ({
    url: settings.apiUrl,
    headers: { ...requestHeaders(settings), 'user-agent': userAgent },
    body: writeJson({ action, ...parameters }),
    ...options,
  });

  const read: ProviderClient['read'] = (action, parameters, options) =>
    retryRead(limit(options), async attempt => {
      const prepared = await prepare(
        () => ({ ...toRequest(action, parameters, attempt), closeAfter: false }),
        connections.shared,
      );
      if ('error' in prepared) return toUnsent(prepared.error);
      return toReply(await exchange(prepared.connection, prepared.request), clean);
    });

  return {
    apiUrl: settings.apiUrl,
    read,
    ...createLists(read),
    write: async (action, parameters, options) => {
      const prepared = await prepare(
        () => ({ ...toRequest(action, parameters, limit(options)), closeAfter: true }),
        connections.fresh,
      );
      if ('error' in prepared) return toUnsent(prepared.error);
      try {
        return toReply(await exchange(prepared.connection, prepared.request), clean);
      } finally {
        // Not awaited: the answer is complete, and a peer that never closes may not hold it back.
        prepared.connection.destroy().catch(() => {});
      }
    },
    close: () => connections.close(),
  };
}

/** All that can fail before a byte goes out; what fails here was provably not sent. */
async function prepare(
  toRequest: () => ExchangeRequest,
  connect: () => Promise<Dispatcher>,
): Promise<{ request: ExchangeRequest; connection: Dispatcher } | { error: VpsError }> {
  try {
    return { request: toRequest(), connection: await connect() };
  } catch (cause) {
    if (cause instanceof VpsError) return { error: cause };
    const message = 'The request cannot be made: the HTTP client does not load. Reinstall vps-order-mcp.';
    return { error: new VpsError('unavailable', message, { cause }) };
  }
}

function toUnsent(error: VpsError): Reply {
  return { kind: 'failed', sent: false, error };
}

/** @throws VpsError `configuration` when there are no credentials. */
function requestHeaders(settings: ProviderClientOptions['settings']): Record<string, string> {
  return {
    ...toCredentialHeader(requireCredentials(settings)),
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': 'identity',
  };
}

/** The header that authenticates a request: `X-Account-Token`, or HTTP Basic as RFC 7617 has it, in UTF-8. */
function toCredentialHeader(credentials: Credentials): Record<string, string> {
  if (credentials.kind === 'token') return { 'x-account-token': credentials.token };
  const { username, password } = credentials;
  return { authorization: `Basic ${toBase64(`${username}:${password}`)}` };
}

import { LosslessNumber, stringify } from 'lossless-json';
import type { Dispatcher } from 'undici';
import { VpsError } from '../errors/vps-error.ts';
import { type Credentials, requireCredentials } from '../settings/credentials.ts';
import type { Settings } from '../settings/load-settings.ts';
import { createCleaner, createRedactor, toBase64 } from './clean-and-redact.ts';
import { type ExchangeRequest, exchange } from './http-exchange.ts';
import { createLists } from './lists.ts';
import { type CallOptions, type Read, type Reply, toReply } from './reply.ts';

/** What an objection stops counts as not sent. */
type WriteOptions = CallOptions & Pick<ExchangeRequest, 'objection'>;

export type ProviderClient = ReturnType<typeof createProviderClient>;

/** The provider's API: one POST per action. Nothing here throws; what can't be sent is a failure that was not sent. */
export function createProviderClient({
  settings,
  userAgent,
}: {
  settings: Pick<Settings, 'apiUrl' | 'credentials' | 'requestTimeoutMs' | 'hints'>;
  userAgent: string;
}) {
  const { apiUrl, requestTimeoutMs } = settings;
  const clean = createCleaner(createRedactor(settings.credentials));
  let pool: Promise<Dispatcher> | undefined;
  const openPool = () => {
    pool ??= connect(apiUrl);
    return pool;
  };

  async function post(
    { action, parameters, once }: { action: string; parameters: object; once: boolean },
    { timeoutMs, ...options }: WriteOptions,
  ): Promise<Reply> {
    let request: ExchangeRequest;
    let connection: Dispatcher;
    try {
      request = {
        url: apiUrl,
        headers: {
          ...toCredentialHeader(requireCredentials(settings)),
          'content-type': 'application/json',
          accept: 'application/json',
          'accept-encoding': 'identity',
          'user-agent': userAgent,
        },
        body: writeJson({ action, ...parameters }),
        timeoutMs: Math.min(timeoutMs, requestTimeoutMs),
        closeAfter: once,
        ...options,
      };
      connection = await (once ? connect(apiUrl) : openPool());
    } catch (cause) {
      const message = 'The request cannot be made: the HTTP client does not load. Reinstall vps-order-mcp.';
      const error = cause instanceof VpsError ? cause : new VpsError('unavailable', message, { cause });
      return { kind: 'failed', sent: false, error };
    }
    const result = await exchange(connection, request);
    // Not awaited: the answer is complete, and a peer that never closes may not hold it back.
    if (once) connection.destroy().catch(() => {});
    return toReply(result, clean);
  }

  const read: Read = (action, parameters, { timeoutMs, signal }) =>
    retryRead({ timeoutMs: Math.min(timeoutMs, requestTimeoutMs), signal }, attempt =>
      post({ action, parameters, once: false }, attempt),
    );

  return {
    apiUrl,
    read,
    ...createLists(read),
    /** Sent once, on a connection of its own, and never repeated. */
    write: (action: 'order_create' | 'order_cancel', parameters: object, options: WriteOptions) =>
      post({ action, parameters, once: true }, options),
    async close() {
      const opened = await pool?.catch(() => undefined);
      await opened?.destroy();
    },
  };
}

const maxAttempts = 3;
const firstDelayMs = 150;

/**
 * Repeats a read at most twice: after a failed connection, 429 and 5xx, which pass by themselves. The wait doubles, carries
 * jitter so that many callers do not return together, comes on top of `Retry-After`, and never outlasts the deadline.
 */
export async function retryRead(
  { timeoutMs, signal }: CallOptions,
  attempt: (options: CallOptions) => Promise<Reply>,
): Promise<Reply> {
  const endsAt = performance.now() + timeoutMs;
  const leftMs = () => endsAt - performance.now();
  for (let attempts = 1; ; attempts++) {
    const reply = await attempt({ signal, timeoutMs: leftMs() });
    const backoffMs = firstDelayMs * 2 ** (attempts - 1) * (0.5 + Math.random());
    const waitMs = backoffMs + ((reply.kind === 'answered' && reply.retryAfterMs) || 0);
    const isPassing =
      reply.kind === 'answered'
        ? reply.httpStatus === 429 || reply.httpStatus >= 500
        : reply.error.code === 'unavailable';
    if (!isPassing || attempts === maxAttempts || waitMs >= leftMs()) return reply;
    await new Promise(resolve => setTimeout(resolve, waitMs));
    if (signal?.aborted) return reply;
  }
}

/** undici is loaded by the first call that needs it, so that the start costs nothing of it. */
async function connect(apiUrl: URL): Promise<Dispatcher> {
  const { createDispatcher } = await import('./connections.ts');
  return createDispatcher(apiUrl);
}

const idName = /^order_(?:item_)?id$/;

/** A request's JSON text. Ids are kept as digits on our side and written as the documented JSON numbers, never rounded. */
function writeJson(request: object): string {
  const toNumber = (key: string, value: unknown) =>
    idName.test(key) && typeof value === 'string' ? new LosslessNumber(value) : value;
  return String(stringify(request, toNumber));
}

/** The header that authenticates a request: `X-Account-Token`, or HTTP Basic as RFC 7617 has it, in UTF-8. */
function toCredentialHeader(credentials: Credentials): Record<string, string> {
  if (credentials.kind === 'token') return { 'x-account-token': credentials.token };
  const { username, password } = credentials;
  return { authorization: `Basic ${toBase64(`${username}:${password}`)}` };
}

/** The closed set of error codes that a result can carry. */
export const errorCodes = [
  'invalid_request',
  'configuration',
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'rate_limited',
  'limit_exceeded',
  'confirmation_unavailable',
  'idempotency_conflict',
  'in_progress',
  'unresolved',
  'unavailable',
  'timeout',
  'bad_response',
  'state_unwritable',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Codes after which the very same call with the same arguments may be repeated. */
const retryableCodes: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'in_progress',
  'unavailable',
  'timeout',
  'bad_response',
]);

/**
 * The one error of this project: everything that can go wrong has a code of the closed set.
 * The message is product text: what is wrong, where, and what to do; it never holds a secret or provider text.
 */
export class VpsError extends Error {
  override readonly name = 'VpsError';
  readonly code: ErrorCode;
  /** What the provider itself said, as data; it is never part of the message. */
  readonly provider: unknown;
  /** The error status of the provider's answer, from HTTP or from its JSON. */
  readonly status: number | undefined;
  /** How long the provider asks not to be called again, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options?: { cause?: unknown; provider?: unknown; status?: number; retryAfterMs?: number | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.provider = options?.provider;
    this.status = options?.status;
    this.retryAfterMs = options?.retryAfterMs;
  }

  get retryable(): boolean {
    return retryableCodes.has(this.code);
  }
}

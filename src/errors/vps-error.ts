/** The closed set of error codes, and what an agent does after each if nothing was changed at the provider. */
export const nextSteps = {
  invalid_request: 'Correct what is named, then call again.',
  configuration: 'Ask the person to set what the message names and to restart this server.',
  unauthorized:
    'Ask the person to check the credentials of this server; the doctor command says what is wrong.',
  forbidden: 'Ask the person to check the permissions and the IP filter of the account.',
  not_found: 'Check the id with order_list or server_list.',
  conflict: 'Read the present state with order_status before doing anything else.',
  rate_limited: 'Wait a minute, then call again.',
  limit_exceeded: 'Ask for less, or ask the person who operates this server to raise the named limit.',
  confirmation_unavailable: 'Use a client that can ask a person, or ask the operator to change VPS_CONFIRM.',
  idempotency_conflict: 'Repeat the original request with this key, or follow the message.',
  in_progress: 'Wait a few seconds, then repeat the same call; it is never sent twice.',
  unresolved: 'Find out with order_list what became of the earlier order; do not order again before that.',
  unavailable: 'Wait a little, then call again.',
  timeout: 'Wait a little, then call again.',
  bad_response: 'Call again; if it stays so, ask the person to look at the provider.',
  state_unwritable: 'Tell the person what the message says of the order journal, and what to do about it.',
};

export type ErrorCode = keyof typeof nextSteps;

// TypeScript knows the keys of an object as texts only.
export const errorCodes = Object.keys(nextSteps) as ErrorCode[];

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

/** What a result says of an error, and the next step of its code where nothing else is to be done. */
export function toErrorFacts({ code, message, retryable, provider }: VpsError) {
  const next_step = nextSteps[code];
  return { error: { code, message, retryable }, ...(provider !== undefined && { provider }), next_step };
}

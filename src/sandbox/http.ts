import { type IncomingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** An API request whose last byte has arrived, whatever becomes of it. */
export interface ReceivedRequest {
  /** Undefined when the body is not a JSON object with a string `action`. */
  action: string | undefined;
  /** Undefined when it is no JSON. */
  body: unknown;
  rawBody: string;
  headers: IncomingHttpHeaders;
  path: string;
  /** The fault that hit it. */
  fault?: string | undefined;
}

/** An answer as it goes on the wire; what comes in pieces comes without its length. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer | AsyncIterable<string | Buffer>;
}

/** No `json` is an empty body. */
export function toRawAnswer(status: number, json?: unknown, headers: Record<string, string> = {}): RawAnswer {
  if (json === undefined) return { status, headers, body: '' };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(json) };
}

export function refuse(status: number, message = STATUS_CODES[status], headers = {}): RawAnswer {
  return toRawAnswer(status, { status, message }, headers);
}

/** Resolves when the whole answer has been handed to the operating system. */
export async function send(response: ServerResponse, { status, headers, body }: RawAnswer): Promise<void> {
  const isWhole = typeof body === 'string' || Buffer.isBuffer(body);
  response.writeHead(status, isWhole ? { ...headers, 'content-length': Buffer.byteLength(body) } : headers);
  await pipeline(isWhole ? [body] : body, response);
}

import { VpsError } from '../errors/vps-error.ts';
import { maxTextLength } from './clean-text.ts';
import { decodeBody } from './decode-body.ts';
import type { Exchange } from './exchange.ts';
import { type Json, readJson } from './json.ts';
import type { Cleaner } from './redact.ts';
import type { Reply } from './reply.ts';

/** Characters of a text in which a payment is looked for: a page that asks for one is shorter. */
const maxNoticeLength = 256 * 1024;

/** An exchange as the rest of the program sees it: its answer read, and nothing of it unclean. */
export function toReply(result: Exchange, clean: Cleaner): Reply {
  if (result.kind === 'failure') return { ...result, kind: 'failed' };
  const { httpStatus, headers, body } = result;
  return {
    kind: 'answered',
    sent: true,
    httpStatus,
    ...readRetryAfter(headers['retry-after']),
    ...readBytes(body, clean),
  };
}

function readBytes(
  bytes: Uint8Array,
  clean: Cleaner,
): { body?: Json; whole?: Json; unreadable?: VpsError; text?: string } {
  let text: string | undefined;
  try {
    text = decodeBody(bytes);
    return text.trim() === '' ? {} : readTexts(text, clean);
  } catch (cause) {
    const unreadable =
      cause instanceof VpsError
        ? cause
        : new VpsError('bad_response', "The provider's answer can not be read.", { cause });
    return { unreadable, ...(text !== undefined && { text: clean(text, maxNoticeLength) }) };
  }
}

/** Once with texts of a length that can be shown, and once more where that cut one. */
function readTexts(text: string, clean: Cleaner): { body: Json; whole?: Json } {
  let isCut = false;
  const body = readJson(text, part => {
    isCut ||= part.length > maxTextLength;
    return clean(part);
  });
  if (!isCut || text.length > maxNoticeLength) return { body };
  return { body, whole: readJson(text, part => clean(part, maxNoticeLength)) };
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
function readRetryAfter(header: string | string[] | undefined): { retryAfterMs?: number } {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return {};
  if (/^\d{1,9}$/.test(text)) return { retryAfterMs: Number(text) * 1_000 };
  const waitMs = / GMT$/.test(text) ? Date.parse(text) - Date.now() : Number.NaN;
  return Number.isNaN(waitMs) ? {} : { retryAfterMs: Math.max(0, waitMs) };
}

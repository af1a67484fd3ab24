import { createRequestStateCodec, type RequestStateCodec } from '@modelcontextprotocol/server';
import { consentValidMs } from '../consent/obtain-consent.ts';

/**
 * Seals what a question was about, with a key that lives as long as the process. Made by the first question: loading
 * Node's cryptography takes a tenth of the start-up time, and most processes never ask.
 */
export function createQuestionState(): () => RequestStateCodec {
  let codec: RequestStateCodec | undefined;
  return () => {
    codec ??= createRequestStateCodec({
      key: crypto.getRandomValues(new Uint8Array(32)),
      ttlSeconds: consentValidMs / 1_000,
    });
    return codec;
  };
}

import type { IncomingMessage } from 'node:http';
import { answerPageRequest } from './answer-page.ts';
import { answerApiRequest, deliverPlain, type Exchange, refuse } from './answer-request.ts';
import { apiPathOf, redirectPathOf } from './run.ts';

/** Finds who answers: the API, a page, or nobody. */
export async function routeRequest(exchange: Exchange): Promise<void> {
  const { message, response, run } = exchange;
  const path = (message.url ?? '').split('?', 1)[0] ?? '';
  if (!isLoopbackHost(message.headers.host)) {
    // A page anywhere on the web could have its own name resolve to this machine.
    return deliverPlain({ response, answer: refuse(421, 'The sandbox answers on loopback names only') });
  }
  if (path === apiPathOf(run) || path === redirectPathOf(run)) {
    return message.method === 'POST' ? answerApiRequest(exchange) : rejectMethod(exchange);
  }
  return answerPageRequest(exchange, path);
}

function rejectMethod({ response }: Exchange): void {
  const answer = refuse(405, 'Use POST');
  deliverPlain({ response, answer: { ...answer, headers: { ...answer.headers, allow: 'POST' } } });
}

function isLoopbackHost(host: IncomingMessage['headers']['host']): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? '');
}

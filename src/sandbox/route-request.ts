import type { IncomingMessage } from 'node:http';
import { renderAccountPage } from './account-page.ts';
import { answerApiRequest, type Exchange } from './answer-request.ts';
import { type RawAnswer, refuse, send } from './http.ts';
import { renderInvoicePage } from './invoice-page.ts';
import { renderNotFound } from './page.ts';
import { accountPathOf, apiPathOf, invoicePathOf, type Run } from './run.ts';

/** Finds who answers: the API, a page, or nobody. */
export async function routeRequest(exchange: Exchange): Promise<void> {
  const { message, response, run } = exchange;
  const path = (message.url ?? '').split('?', 1)[0] ?? '';
  // A page anywhere on the web could have its own name resolve to this machine.
  if (!isLoopbackHost(message))
    return send(response, refuse(421, 'The sandbox answers on loopback names only'));
  if (path !== apiPathOf(run)) return send(response, answerPage(message, { path, run }));
  return message.method === 'POST' ? answerApiRequest(exchange) : send(response, refuseMethod('POST'));
}

function isLoopbackHost({ headers }: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(headers.host ?? '');
}

/** The pages for people. Only the button of an invoice, a POST from that very page, changes anything. */
function answerPage(message: IncomingMessage, { path, run }: { path: string; run: Run }): RawAnswer {
  const isAccount = path === accountPathOf(run) || path === run.basePath;
  if (!isAccount) return answerInvoice(message, { path, run });
  return isRead(message) ? renderAccountPage(run) : refuseMethod('GET');
}

function answerInvoice(message: IncomingMessage, { path, run }: { path: string; run: Run }): RawAnswer {
  const order = run.account.orders.find(order => order.invoiceId && path === invoicePathOf(run, order));
  if (!order?.invoiceId) return renderNotFound(accountPathOf(run));
  if (isRead(message)) return renderInvoicePage(order, run);
  if (message.method !== 'POST') return refuseMethod('GET, POST');
  if (!isFromOwnPage(message)) return refuse(403, 'Payments are accepted from the invoice page only');
  run.account.pay(order.invoiceId);
  return { status: 303, headers: { location: path }, body: '' };
}

/** A form on any other site could post here too, and the browser would say where it comes from. */
function isFromOwnPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  const isOwnOrigin = headers.origin === undefined || headers.origin === `http://${headers.host}`;
  return isOwnOrigin && (site === undefined || site === 'same-origin');
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

function refuseMethod(allow: string): RawAnswer {
  return refuse(405, `Use ${allow}`, { allow });
}

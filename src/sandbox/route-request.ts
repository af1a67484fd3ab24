import { renderAccountPage } from './account-page.ts';
import { answerApiRequest, type Exchange } from './answer-request.ts';
import { type RawAnswer, refuse, send } from './http.ts';
import { renderInvoicePage } from './invoice-page.ts';
import { renderNotFound } from './page.ts';
import { accountPathOf, apiPathOf, invoicePathOf, type Run } from './run.ts';

/** Finds who answers: the API, a page, or nobody. No page elsewhere can guess a run's path. */
export async function routeRequest(exchange: Exchange): Promise<void> {
  const { message, response, run } = exchange;
  const [path = ''] = (message.url ?? '').split('?');
  if (path !== apiPathOf(run)) return send(response, answerPage(path, { method: message.method, run }));
  if (message.method === 'POST') return answerApiRequest(exchange);
  return send(response, refuse(405, 'Use POST', { allow: 'POST' }));
}

/** The pages for people. Only the button of an invoice, a POST, changes anything. */
function answerPage(path: string, { method, run }: { method: string | undefined; run: Run }): RawAnswer {
  if (path === accountPathOf(run) || path === run.basePath) return renderAccountPage(run);
  const order = run.account.orders.find(order => order.invoiceId && path === invoicePathOf(run, order));
  if (!order?.invoiceId) return renderNotFound(accountPathOf(run));
  if (method !== 'POST') return renderInvoicePage(order, run);
  run.account.pay(order.invoiceId);
  return { status: 303, headers: { location: path }, body: '' };
}

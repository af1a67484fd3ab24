import type { IncomingMessage } from 'node:http';
import { renderAccountPage } from './account-page.ts';
import { deliverPlain, type Exchange, refuse } from './answer-request.ts';
import type { RawAnswer } from './faults.ts';
import { renderInvoicePage } from './invoice-page.ts';
import { renderNotFound } from './page-layout.ts';
import { accountPathOf, invoicePathOf, type Run } from './run.ts';

/** The pages for people. Only the button of an invoice, a POST from that very page, changes anything. */
export function answerPageRequest({ message, response, run }: Exchange, path: string): void {
  message.resume();
  const isAccount = path === accountPathOf(run) || path === run.basePath;
  const answer = isAccount ? answerAccount(message, run) : answerInvoice(message, { path, run });
  deliverPlain({ response, answer });
}

function answerAccount(message: IncomingMessage, run: Run): RawAnswer {
  if (!isRead(message)) return refuseMethod('GET');
  return renderAccountPage({
    world: run.world,
    accountPath: accountPathOf(run),
    invoicePath: invoiceId => invoicePathOf(run, invoiceId),
  });
}

function answerInvoice(message: IncomingMessage, { path, run }: { path: string; run: Run }): RawAnswer {
  const invoiceId = readInvoiceId(path, run);
  const order = invoiceId === undefined ? undefined : run.world.findByInvoice(invoiceId);
  if (invoiceId === undefined || !order) {
    const what = invoiceId === undefined ? 'There is no such page.' : `There is no invoice ${invoiceId}.`;
    return renderNotFound(accountPathOf(run), what);
  }
  if (message.method === 'POST') return payInvoice(message, { invoiceId, run });
  if (!isRead(message)) return refuseMethod('GET, POST');
  return renderInvoicePage({ invoiceId, order, moment: run.world.moment(), accountPath: accountPathOf(run) });
}

function payInvoice(
  message: IncomingMessage,
  { invoiceId, run }: { invoiceId: bigint; run: Run },
): RawAnswer {
  if (!isFromOwnPage(message)) return refuse(403, 'Payments are accepted from the invoice page only');
  run.world.pay(invoiceId);
  return { status: 303, headers: { location: invoicePathOf(run, invoiceId) }, body: '' };
}

/** A form on any other site could post here too, and the browser would say where it comes from. */
function isFromOwnPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  const isOwnOrigin = headers.origin === undefined || headers.origin === `http://${headers.host}`;
  return isOwnOrigin && (site === undefined || site === 'same-origin');
}

function readInvoiceId(path: string, run: Run): bigint | undefined {
  const prefix = `${accountPathOf(run)}invoices/`;
  const digits = path.startsWith(prefix) ? path.slice(prefix.length) : '';
  return /^\d{1,20}$/.test(digits) ? BigInt(digits) : undefined;
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

function refuseMethod(allow: string): RawAnswer {
  const answer = refuse(405, `Use ${allow}`);
  return { ...answer, headers: { ...answer.headers, allow } };
}

import { renderDecimal, toDecimal } from './decimal.ts';
import type { Estimate } from './estimate.ts';
import { isCurrency, readStatedMoney, type StatedPayment } from './stated-money.ts';

export type InvoiceCheck = {
  estimated: string;
  invoiced: string;
  currency: string;
  /** What is invoiced above the estimate; negative when it is less. */
  difference: string;
};

/** Undefined where either is not wholly known, or where they are in different currencies. */
export function checkInvoice(
  estimate: Pick<Estimate, 'amount' | 'currency' | 'missing'> | undefined,
  payment: StatedPayment | undefined,
): InvoiceCheck | undefined {
  const invoice = readStatedMoney(payment);
  if (!estimate || estimate.missing || !invoice || !isCurrency(invoice.currency, estimate.currency))
    return undefined;
  return {
    estimated: estimate.amount,
    invoiced: renderDecimal(invoice.amount),
    currency: estimate.currency,
    difference: renderDecimal(invoice.amount - toDecimal(estimate.amount)),
  };
}

/** More than a tenth of the estimate, in either direction. */
function isFarApart({ estimated, difference }: InvoiceCheck): boolean {
  return 10n * toDecimal(difference.replace('-', '')) > toDecimal(estimated);
}

/** The warning about an invoice that is far from its estimate. */
export function renderInvoiceWarnings(check: InvoiceCheck | undefined): string[] {
  if (!check || !isFarApart(check)) return [];
  const { estimated, invoiced, currency, difference } = check;
  const direction = difference.startsWith('-') ? 'less' : 'more';
  return [
    `The invoice asks for ${invoiced} ${currency}, ${difference.replace('-', '')} ${direction} than the ${estimated} ${currency} of the operator's price list; tell the person before it is paid.`,
  ];
}

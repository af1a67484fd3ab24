import { readStatedMoney, type StatedPayment, type Sums, sumByCurrency } from './stated-money.ts';

export type Owed = {
  count: number;
  amounts: Sums;
  /** How many of the orders ask for an amount that is not known. */
  not_known: number;
};

/** What is to be paid for all unpaid orders; undefined stands for one whose payment is not known. */
export function sumOwed(payments: readonly (StatedPayment | undefined)[]): Owed {
  const monies = payments.flatMap(payment => readStatedMoney(payment) ?? []);
  return {
    count: payments.length,
    amounts: sumByCurrency(monies),
    not_known: payments.length - monies.length,
  };
}

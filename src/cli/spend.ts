import * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { renderSpend, renderSpendCsv } from '../money/render-spend.ts';
import { reportSpend, type SpendGrouping, selectSpent } from '../money/spend.ts';
import type { OrderContext } from '../orders/context.ts';
import type { JournalCommand } from './journal.ts';

const groupings: readonly SpendGrouping[] = ['day', 'month', 'reference'];

/** What was estimated, what was invoiced and what is not known, as a table, as JSON, or a row an order as CSV. */
export async function showSpend(
  { journal, ages, priceList, now }: OrderContext,
  { write, options, settings }: JournalCommand,
): Promise<void> {
  const by = groupings.find(name => name === (options.by ?? 'month'));
  if (!by) throw new VpsError('configuration', `--by takes one of ${groupings.join(', ')}.`);
  const { success: isDay, data: since } = z.iso.date().optional().safeParse(options.since);
  if (!isDay) throw new VpsError('configuration', '--since takes a day, such as 2026-11-01.');
  if (options.csv === true && options.json === true)
    throw new VpsError('configuration', 'Of --csv and --json give one.');
  const { all: records } = await journal.records();
  if (options.csv === true) {
    write(renderSpendCsv(selectSpent(records, since)));
    return;
  }
  const report = reportSpend(records, {
    by,
    since,
    limits: settings.limits,
    currency: priceList()?.currency,
    nowMs: now(),
    ageMs: ages.sinceMadeAmong(records),
  });
  write(options.json === true ? `${JSON.stringify(report)}\n` : renderSpend(report));
}

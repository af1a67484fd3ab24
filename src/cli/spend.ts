import * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { renderSpend, renderSpendCsv } from '../money/render-spend.ts';
import { reportSpend, type SpendGrouping, selectSpent } from '../money/spend.ts';
import type { OrderContext } from '../orders/context.ts';
import type { Settings } from '../settings/settings.ts';
import type { JournalCommand } from './journal.ts';

const groupings: readonly SpendGrouping[] = ['day', 'month', 'reference'];

/** What was estimated, what was invoiced and what is not known, as a table, as JSON, or a row an order as CSV. */
export async function showSpend(
  { journal, ages, priceList, now }: OrderContext,
  {
    write,
    options,
    settings,
  }: Pick<JournalCommand, 'write' | 'options'> & { settings: Pick<Settings, 'limits'> },
): Promise<void> {
  const { by, since } = readOptions(options);
  const records = await journal.records();
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

function readOptions({ by = 'month', since, csv, json }: JournalCommand['options']): {
  by: SpendGrouping;
  since: string | undefined;
} {
  const grouping = groupings.find(name => name === by);
  if (!grouping) throw new VpsError('configuration', `--by takes one of ${groupings.join(', ')}.`);
  if (csv === true && json === true) throw new VpsError('configuration', 'Of --csv and --json give one.');
  return { by: grouping, since: since === undefined ? undefined : readDate(String(since)) };
}

function readDate(text: string): string {
  if (z.iso.date().safeParse(text).success) return text;
  throw new VpsError('configuration', '--since takes a day, such as 2026-11-01.');
}

import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { createContext, type HostFacts } from '../backend.ts';
import { createBudget } from '../budget.ts';
import { VpsError } from '../errors/vps-error.ts';
import { isInFlight, isUnpaid, isUnresolved, type JournalRecord } from '../journal/record.ts';
import type { OrderContext } from '../orders/context.ts';
import { importJournal } from '../orders/import-journal.ts';
import { reconcileRecord, replayRecord } from '../orders/lookup/reconcile.ts';
import { settleRecord } from '../orders/settle-record.ts';
import { requireCredentials } from '../settings/credentials.ts';
import type { Settings } from '../settings/settings.ts';
import type { CommandLine } from './command-line.ts';
import { describeOtherJournals, describePlace, renderRecords, toRecordView } from './journal-table.ts';
import { showSpend } from './spend.ts';

export interface JournalCommand extends Pick<HostFacts, 'version' | 'findStart'> {
  readonly write: (text: string) => void;
  readonly options: CommandLine['options'];
  readonly settings: Settings;
  readonly stdin: Readable;
}

/**
 * Shows what this machine has ordered; looks unresolved orders up, or lets a person settle one.
 * @throws VpsError for a reference that is not there, or a journal that can't be read.
 */
export async function runJournal(command: JournalCommand): Promise<number> {
  const { write, options, settings, ...host } = command;
  const isGiven = (...names: string[]) => names.some(name => options[name] !== undefined);
  // Reading the journal alone takes no credentials.
  if (options.resolve === true) requireCredentials(settings);
  const context = createContext(settings, { ...host, now: Date.now });
  if (isGiven('spend', 'since', 'by', 'csv')) {
    await showSpend(context, command);
    return 0;
  }
  if (isGiven('settle', 'ordered', 'not-ordered')) return await settle(context, command);
  if (typeof options.import === 'string') return await importFrom(context, options.import, command);
  if (options.resolve === true) await resolveAll(context);
  // Unresolved ones on top, then the newest first.
  const records = (await context.journal.records()).all.toSorted(
    (a, b) => Number(isUnresolved(b)) - Number(isUnresolved(a)) || b.number - a.number,
  );
  if (options.json === true) write(`${JSON.stringify(records.map(toRecordView))}\n`);
  else {
    const place = describePlace(settings, context.journal);
    write(renderRecords(records) + place + (await describeOtherJournals(settings)));
  }
  await context.provider.close();
  return 0;
}

async function importFrom(context: OrderContext, given: string, command: JournalCommand): Promise<number> {
  const { settings, write, ...host } = command;
  if (!settings.journalDatabase)
    throw new VpsError('configuration', '--import brings orders into a database; set VPS_JOURNAL_URL to it.');
  requireCredentials(settings);
  // The directory that this command names is one below the state directory.
  const stateDirectory = path.resolve(given).replace(/[/\\]journal[/\\][^/\\]+$/, '');
  const files = { ...settings, stateDirectory, journalDatabase: undefined, journalUrlFile: undefined };
  const from = createContext(files, { ...host, now: Date.now });
  const { brought, known } = await importJournal({ from, to: context });
  const places = `${from.journal.place} into ${context.journal.place}`;
  write(
    `Imported ${places}: ${brought} new, ${known} there already. Let every machine that orders use the database from now on.\n`,
  );
  return 0;
}

async function resolveAll(context: OrderContext): Promise<void> {
  const { open: records } = await context.journal.records();
  for (const record of records) {
    if (isInFlight(record) && !context.ages.isAbandoned(record)) continue;
    if (record.state === 'claimed') await context.journal.change(record, { state: 'void' });
    else await lookUp(context, record);
  }
}

async function lookUp(context: OrderContext, record: JournalRecord): Promise<void> {
  const { order_id } = record;
  const call = { budget: createBudget() };
  if (isUnpaid(record) && order_id !== undefined) await replayRecord(context, { ...record, order_id }, call);
  else await reconcileRecord(context, record, call);
}

async function settle(context: OrderContext, command: JournalCommand): Promise<number> {
  const { write, options, settings } = command;
  const { settle: reference, ordered } = options;
  const isNotOrdered = options['not-ordered'] === true;
  if (typeof reference !== 'string' || (typeof ordered === 'string') === isNotOrdered) {
    throw new VpsError(
      'configuration',
      '--settle REFERENCE takes either --ordered ORDER_ID or --not-ordered.',
    );
  }
  const verdict = typeof ordered === 'string' ? { orderId: ordered } : ('not_ordered' as const);
  const { record, apply } = await settleRecord(context, reference, verdict);
  write(renderRecords([record]) + describePlace(settings, context.journal));
  const sentence = isNotOrdered
    ? 'that it was NOT ordered; the same request can then be sent again'
    : `that it is order ${String(ordered)}`;
  if (!(await isConfirmed(`Type yes to record ${sentence}: `, command))) {
    write('Nothing was changed.\n');
    return 1;
  }
  await apply();
  write('Recorded.\n');
  return 0;
}

/** Only a person at a terminal, or a pipe that says yes on purpose, settles an order. */
async function isConfirmed(question: string, { write, stdin }: JournalCommand): Promise<boolean> {
  const lines = createInterface({ input: stdin });
  write(question);
  try {
    for await (const line of lines) return line.trim().toLowerCase() === 'yes';
    return false;
  } finally {
    lines.close();
  }
}

import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { createContext } from '../backend.ts';
import { createBudget } from '../budget.ts';
import { VpsError } from '../errors/vps-error.ts';
import { isInFlight, isUnpaid, isUnresolved, type JournalRecord } from '../journal/record.ts';
import type { OrderContext } from '../orders/context.ts';
import { importJournal } from '../orders/import-journal.ts';
import { reconcileRecord, replayRecord } from '../orders/lookup/reconcile.ts';
import { settleRecord } from '../orders/settle-record.ts';
import { toResultId } from '../provider/ids.ts';
import { requireCredentials } from '../settings/credentials.ts';
import type { Settings } from '../settings/settings.ts';
import { describeOtherJournals, describePlace } from './journal-place.ts';
import { showSpend } from './spend.ts';

export interface JournalCommand {
  readonly write: (text: string) => void;
  readonly options: Readonly<Record<string, string | boolean | string[] | undefined>>;
  readonly settings: Settings;
  readonly version: string;
  readonly stdin: Readable & { isTTY?: boolean };
}

/**
 * Shows what this machine has ordered; looks unresolved orders up, or lets a person settle one.
 * @throws VpsError for a reference that is not there, or a journal that can't be read.
 */
export async function runJournal(command: JournalCommand): Promise<number> {
  const { write, options, settings } = command;
  requireCompanions(options);
  const context = openContext(command);
  if (options.spend === true) {
    await showSpend(context, command);
    return 0;
  }
  if (typeof options.settle === 'string') return await settle(context, options.settle, command);
  if (typeof options.import === 'string') return await importFrom(context, options.import, command);
  if (options.resolve === true) await resolveAll(context);
  const records = sortForReading(await context.journal.records());
  if (options.json === true) write(`${JSON.stringify(records.map(toRecordView))}\n`);
  else {
    const place = describePlace(settings, context.journal);
    write(renderRecords(records) + place + (await describeOtherJournals(settings)));
  }
  await context.provider.close();
  return 0;
}

const companions = {
  ordered: 'settle',
  'not-ordered': 'settle',
  since: 'spend',
  by: 'spend',
  csv: 'spend',
};

/** An option that says nothing alone would otherwise pass for a look at the journal, with exit 0. */
function requireCompanions(options: JournalCommand['options']): void {
  for (const [name, other] of Object.entries(companions))
    if (options[name] !== undefined && !options[other])
      throw new VpsError('configuration', `--${name} belongs to --${other}; give both.`);
}

/** Reading the journal takes no credentials; looking orders up does. */
function openContext({ settings, options, version }: JournalCommand): OrderContext {
  if (options.resolve === true) requireCredentials(settings);
  return createContext(settings, { version, now: Date.now });
}

async function importFrom(context: OrderContext, given: string, command: JournalCommand): Promise<number> {
  const { settings, version, write } = command;
  if (!settings.journalDatabase)
    throw new VpsError('configuration', '--import brings orders into a database; set VPS_JOURNAL_URL to it.');
  requireCredentials(settings);
  // The directory that this command names is one below the state directory.
  const stateDirectory = path.resolve(given).replace(/[/\\]journal[/\\][^/\\]+$/, '');
  const files = { ...settings, stateDirectory, journalDatabase: undefined, journalUrlFile: undefined };
  const from = createContext(files, { version, now: Date.now });
  const { brought, known } = await importJournal({ from, to: context });
  const places = `${from.journal.place} into ${context.journal.place}`;
  write(
    `Imported ${places}: ${brought} new, ${known} there already. Let every machine that orders use the database from now on.\n`,
  );
  return 0;
}

/** Unresolved ones on top, then the newest first. */
function sortForReading(records: readonly JournalRecord[]): JournalRecord[] {
  return records.toSorted((a, b) => Number(isUnresolved(b)) - Number(isUnresolved(a)) || b.number - a.number);
}

async function resolveAll(context: OrderContext): Promise<void> {
  const records = (await context.journal.records()).filter(isUnresolved);
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

async function settle(context: OrderContext, reference: string, command: JournalCommand): Promise<number> {
  const { write, options, settings } = command;
  const { ordered } = options;
  const isNotOrdered = options['not-ordered'] === true;
  if ((typeof ordered === 'string') === isNotOrdered) {
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

/** A record as a script reads it. */
function toRecordView(record: JournalRecord): object {
  return {
    number: record.number,
    time: record.created_at,
    ...(record.key !== undefined && { idempotency_key: record.key }),
    reference: record.reference,
    ...(record.order_id !== undefined && { order_id: toResultId(record.order_id) }),
    state: toState(record),
    ...(record.ended && { ended: record.ended }),
    unresolved: isUnresolved(record),
    last_change: record.changed_at,
    ...(record.settled_by && { settled_by: record.settled_by }),
    ...(record.traceparent && { traceparent: record.traceparent }),
    items: record.items.map(item => item.name),
  };
}

/** An order that asked for its payment later waits for it as one that did at once. */
function toState(record: JournalRecord): string {
  return isUnpaid(record) ? 'payment_required' : record.state;
}

const headings = ['TIME (UTC)', 'INTENT', 'REFERENCE', 'ORDER', 'STATE', 'LAST CHANGE (UTC)'];

/** A table for a person; an unresolved order carries a mark in front. */
function renderRecords(records: readonly JournalRecord[]): string {
  if (records.length === 0) return 'Nothing was ordered yet.\n';
  const rows = [headings, ...records.map(toCells)];
  const widths = headings.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const lines = rows.map((row, index) => {
    const record = records[index - 1];
    const mark = record && isUnresolved(record) ? '! ' : '  ';
    return (mark + row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).trimEnd();
  });
  const open = records.filter(isUnresolved).length;
  const summary =
    open === 0
      ? 'All settled.'
      : `! ${open} not settled: --resolve looks them up, --settle REFERENCE ends one.`;
  return [...lines, '', summary, ''].join('\n');
}

function toCells(record: JournalRecord): string[] {
  const toMinute = (time: string) => time.slice(0, 16).replace('T', ' ');
  return [
    toMinute(record.created_at),
    record.key ??
      record.items
        .map(item => item.name)
        .join(', ')
        .slice(0, 30),
    record.reference,
    record.order_id ?? '-',
    record.ended ? `${toState(record)} (${record.ended})` : toState(record),
    toMinute(record.changed_at),
  ];
}

import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { listJournals } from '../journal/files/file-store.ts';
import { isInFlight, isUnpaid, isUnresolved, type JournalRecord, namesOf } from '../journal/record.ts';
import { renderSpend, renderSpendCsv, reportSpend, selectSpent } from '../money/spend-report.ts';
import { createContext } from '../order-service.ts';
import { importJournal } from '../orders/import-journal.ts';
import { reconcileRecord, replayRecord } from '../orders/lookup/reconcile.ts';
import { settleRecord } from '../orders/settle-by-hand.ts';
import { toResultId } from '../request/ids.ts';
import { requireCredentials } from '../settings/credentials.ts';
import { oneOf } from '../settings/value-parsers.ts';
import { alignColumns } from '../text.ts';
import { createBudget } from '../time-budget.ts';
import type { CommandCall } from './commands.ts';
import { readOption } from './parse-command-line.ts';

type Context = ReturnType<typeof createContext>;

/**
 * Shows what this machine has ordered or spent; looks unresolved orders up, or lets a person settle one.
 * @throws VpsError for a reference that is not there, or a journal that can't be read.
 */
export async function runJournal(call: CommandCall): Promise<number> {
  const { write, options } = call;
  const isGiven = (...names: string[]) => names.some(name => options[name] !== undefined);
  const settings = call.loadSettings();
  // Reading the journal alone takes no credentials.
  if (isGiven('resolve', 'import')) requireCredentials(settings);
  const context = createContext(settings, call);
  if (isGiven('spend', 'since', 'by', 'csv')) return await showSpend(context, call);
  if (isGiven('settle', 'ordered', 'not-ordered')) return await settle(context, call);
  if (typeof options.import === 'string') return await importFrom(options.import, context, call);
  if (options.resolve === true) await resolveAll(context);
  // Unresolved ones on top, then the newest first.
  const records = (await context.journal.records()).all.toSorted(
    (a, b) => Number(isUnresolved(b)) - Number(isUnresolved(a)) || b.number - a.number,
  );
  if (options.json === true) write(`${JSON.stringify(records.map(toRecordView))}\n`);
  else write(renderRecords(records) + (await describePlace(context)));
  await context.provider.close();
  return 0;
}

/** What was estimated, what was invoiced and what is not known, as a table, as JSON, or a row an order as CSV. */
async function showSpend(context: Context, { write, options }: CommandCall): Promise<number> {
  const by = readOption(options, 'by', oneOf('day', 'month', 'reference')) ?? 'month';
  const { success: isDay, data: since } = z.iso.date().optional().safeParse(options.since);
  if (!isDay) throw new VpsError('configuration', '--since takes a day, such as 2026-11-01.');
  const { journal, ages, settings, priceList, now } = context;
  const { all: records } = await journal.records();
  const report = reportSpend(records, {
    by,
    since,
    limits: settings.limits,
    currency: priceList()?.currency,
    nowMs: now(),
    ageMs: ages.sinceMadeAmong(records),
  });
  if (options.csv === true) write(renderSpendCsv(selectSpent(records, since)));
  else write(options.json === true ? `${JSON.stringify(report)}\n` : renderSpend(report));
  return 0;
}

async function importFrom(directory: string, context: Context, call: CommandCall): Promise<number> {
  const { settings } = context;
  if (!settings.journalDatabase)
    throw new VpsError('configuration', '--import brings orders into a database; set VPS_JOURNAL_URL to it.');
  // The directory that this command names is one below the state directory.
  const stateDirectory = path.resolve(directory).replace(/[/\\]journal[/\\][^/\\]+$/, '');
  const files = { ...settings, stateDirectory, journalDatabase: undefined, journalUrlFile: undefined };
  const from = createContext(files, call);
  const { brought, known } = await importJournal({ from, to: context });
  const places = `${from.journal.place} into ${context.journal.place}`;
  call.write(
    `Imported ${places}: ${brought} new, ${known} there already. Let every machine that orders use the database from now on.\n`,
  );
  return 0;
}

async function resolveAll(context: Context): Promise<void> {
  for (const record of (await context.journal.records()).open) {
    const { order_id } = record;
    const call = { budget: createBudget() };
    if (isInFlight(record) && !context.ages.isAbandoned(record)) continue;
    if (record.state === 'claimed') await context.journal.change(record, { state: 'void' });
    else if (isUnpaid(record) && order_id !== undefined)
      await replayRecord(context, { ...record, order_id }, call);
    else await reconcileRecord(context, record, call);
  }
}

async function settle(context: Context, call: CommandCall): Promise<number> {
  const { settle: reference, ordered, 'not-ordered': notOrdered } = call.options;
  if (typeof reference !== 'string' || (ordered === undefined) !== (notOrdered === true))
    throw new VpsError(
      'configuration',
      '--settle REFERENCE takes either --ordered ORDER_ID or --not-ordered.',
    );
  const verdict = notOrdered === true ? 'not_ordered' : { orderId: String(ordered) };
  const { record, apply } = await settleRecord(context, reference, verdict);
  call.write(renderRecords([record]) + (await describePlace(context)));
  const sentence =
    verdict === 'not_ordered'
      ? 'that it was NOT ordered; the same request can then be sent again'
      : `that it is order ${verdict.orderId}`;
  if (!(await isConfirmed(`Type yes to record ${sentence}: `, call))) {
    call.write('Nothing was changed.\n');
    return 1;
  }
  await apply();
  call.write('Recorded.\n');
  return 0;
}

/** Only a person at a terminal, or a pipe that says yes on purpose, settles an order. */
async function isConfirmed(question: string, { write, stdin }: CommandCall): Promise<boolean> {
  const lines = createInterface({ input: stdin });
  write(question);
  const { value = '' } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  return value.trim().toLowerCase() === 'yes';
}

/** Whose journal it is, and what else lies beside it: whoever misses an order may have looked into another. */
async function describePlace({ settings, journal }: Context): Promise<string> {
  const { stateDirectory, apiUrl, account, journalDatabase } = settings;
  const shown = `${apiUrl.href}, account ${account}`;
  const beside = journalDatabase ? [] : await listJournals(stateDirectory);
  const others = beside
    .map(other => `${other.provider}, account ${other.account}`)
    // Plain http goes to this machine only: each run of a sandbox leaves a journal that nobody needs.
    .filter(other => other !== shown && !other.startsWith('http:'));
  const heading = 'Also in this state directory, to be shown with --api-url and --account:';
  const also = others.length > 0 ? [heading, ...others.map(other => `  ${other}`)] : [];
  return [`Journal of ${shown}: ${journal.place}`, ...also, ''].join('\n');
}

/** A record as a script reads it; JSON leaves out what is not known. */
function toRecordView(record: JournalRecord): object {
  return {
    number: record.number,
    time: record.created_at,
    idempotency_key: record.key,
    reference: record.reference,
    order_id: record.order_id === undefined ? undefined : toResultId(record.order_id),
    state: toState(record),
    ended: record.ended,
    unresolved: isUnresolved(record),
    last_change: record.changed_at,
    settled_by: record.settled_by,
    traceparent: record.traceparent,
    items: namesOf(record),
  };
}

/** An order that asked for its payment later waits for it as one that did at once. */
function toState(record: JournalRecord): string {
  return isUnpaid(record) ? 'payment_required' : record.state;
}

const headings = ['  TIME (UTC)', 'INTENT', 'REFERENCE', 'ORDER', 'STATE', 'LAST CHANGE (UTC)'];

/** A table for a person; an unresolved order carries a mark in front. */
function renderRecords(records: readonly JournalRecord[]): string {
  if (records.length === 0) return 'Nothing was ordered yet.\n';
  const lines = alignColumns([headings, ...records.map(toCells)]);
  const open = records.filter(isUnresolved).length;
  const advice = `! ${open} not settled: --resolve looks them up, --settle REFERENCE ends one.`;
  return [...lines, '', open === 0 ? 'All settled.' : advice, ''].join('\n');
}

function toCells(record: JournalRecord): string[] {
  const toMinute = (time: string) => time.slice(0, 16).replace('T', ' ');
  return [
    `${isUnresolved(record) ? '!' : ' '} ${toMinute(record.created_at)}`,
    record.key ?? namesOf(record).join(', ').slice(0, 30),
    record.reference,
    record.order_id ?? '-',
    record.ended ? `${toState(record)} (${record.ended})` : toState(record),
    toMinute(record.changed_at),
  ];
}

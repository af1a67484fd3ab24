import { VpsError } from '../errors/vps-error.ts';
import { isUnresolved, type JournalRecord, placedOrderId } from '../journal/record.ts';
import type { OrderContext } from './context.ts';

type Place = Pick<OrderContext, 'journal' | 'typeCommand'>;

/**
 * Brings every record of one journal into another, oldest first, so that its orders stay known there. What an earlier
 * attempt has brought is left alone.
 * @throws VpsError `configuration` where there is nothing to bring, or where something of it is not settled.
 */
export async function importJournal({ from, to }: { from: Place; to: Place }) {
  const records = await readSettled(from);
  const present = new Set((await to.journal.records()).all.map(toIdentity));
  const theirs = await from.journal.fingerprint();
  const ours = await to.journal.fingerprint();
  const missing = records.filter(record => !present.has(toIdentity(record)));
  for (const { number: _number, revision: _revision, ...fields } of missing) {
    const credential = fields.credential === theirs ? ours : fields.credential;
    const record = await to.journal.adopt({ ...fields, credential });
    const id = placedOrderId(record);
    if (id !== undefined) await to.journal.hold(id, record);
  }
  return { brought: missing.length, known: records.length - missing.length };
}

async function readSettled({ journal, typeCommand }: Place): Promise<JournalRecord[]> {
  const records = (await journal.records()).all.filter(({ state }) => state !== 'void');
  if (records.length === 0)
    throw new VpsError(
      'configuration',
      `Nothing was ordered there: ${journal.place}. Give --import the state directory that was used until now, with the same VPS_API_URL and VPS_ACCOUNT.`,
    );
  const open = records.filter(isUnresolved).map(({ reference }) => reference);
  if (open.length > 0)
    throw new VpsError(
      'configuration',
      `Nothing was imported, since ${open.length} of the orders there are not settled: ${open.join(', ')}. Settle them first: ${typeCommand('journal', '--resolve')} looks them up.`,
    );
  return records;
}

/** The same wish can have several records, one after the other. */
function toIdentity({ intent_id, created_at }: JournalRecord): string {
  return `${intent_id} ${created_at}`;
}

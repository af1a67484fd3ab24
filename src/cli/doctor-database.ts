import { VpsError } from '../errors/vps-error.ts';
import type { DatabaseAddress } from '../settings/journal-url.ts';
import { type Check, note, ok, problem } from './doctor-report.ts';

const subject = 'database';

/** More than that is no matter of the way to the database. */
const maxClockMs = 5_000;

/** Whether orders can be recorded in the shared database, and what speaks against it. Nothing is written. */
export async function checkDatabase(address: DatabaseAddress): Promise<Check[]> {
  try {
    const { inspectDatabase } = await import('../journal/postgres/inspect-database.ts');
    const { version, hasTable, isSynced, aheadMs } = await inspectDatabase(address);
    const tls = address.tls ? 'TLS verified' : 'without TLS, on this machine';
    const later = hasTable ? '' : '; its table is made with the first order';
    const clocks = `The clock of this machine differs from the database's by ${Math.round(Math.abs(aheadMs) / 1_000)} s.`;
    return [
      ok(
        subject,
        `${address.database} on ${address.host}, PostgreSQL ${version}, ${tls}${later}; nothing is ordered twice by all who share it`,
      ),
      ...(isSynced
        ? []
        : [
            note(
              subject,
              'It runs with fsync = off: after a crash it may have forgotten orders.',
              'Turn fsync on.',
            ),
          ]),
      ...(Math.abs(aheadMs) < maxClockMs ? [] : [note(subject, `${clocks} The database's counts.`)]),
    ];
  } catch (error) {
    if (!(error instanceof VpsError)) throw error;
    return [
      problem(
        subject,
        error.message,
        'docs/shared-journal.md says what it needs; until then no order is placed.',
      ),
    ];
  }
}

import type { Journal } from '../journal/journal.ts';
import { isUnresolved } from '../ordering/find-record.ts';
import { type Check, note, ok, problem } from './check.ts';

const subject = 'order journal';

/** Whether what was ordered can be read, and whether anything of it is still open. */
export async function checkJournal(journal: Journal): Promise<Check[]> {
  try {
    const records = await journal.records();
    const open = records.filter(isUnresolved);
    const place = `(${journal.directory})`;
    const summary = ok(subject, `${count(records.length, 'record')}, readable ${place}`);
    if (open.length === 0) return [summary];
    const text = `${count(open.length, 'order')} not settled: ${open.map(({ reference }) => reference).join(', ')}`;
    return [summary, note(subject, text, 'Look them up with "vps-order-mcp journal --resolve".')];
  } catch (error) {
    const text = error instanceof Error ? error.message : 'can not be read';
    return [
      problem(
        subject,
        text,
        'Until then order_create is refused; restore the named file from a backup, or move it away once the portal shows what was ordered.',
      ),
    ];
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

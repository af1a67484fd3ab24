import type { Journal } from '../journal/journal.ts';
import { isUnresolved } from '../ordering/find-record.ts';
import { type Check, ok } from './check.ts';
import { count } from './count.ts';

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
    const hint = 'Look them up with "vps-order-mcp journal --resolve".';
    return [summary, { verdict: 'note', subject, text, hint }];
  } catch (error) {
    const text = error instanceof Error ? error.message : 'can not be read';
    const hint =
      'Until then order_create is refused; restore the named file from a backup, or move it away once the portal shows what was ordered.';
    return [{ verdict: 'problem', subject, text, hint }];
  }
}

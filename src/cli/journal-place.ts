import { listJournals } from '../journal/files/list-journals.ts';
import type { Journal } from '../journal/journal.ts';
import type { Settings } from '../settings/settings.ts';

/** Whose journal it is, and where it is kept. */
export function describePlace({ apiUrl, account }: Settings, { place }: Journal): string {
  return `Journal of ${apiUrl.href}, account ${account}: ${place}\n`;
}

/** Whoever misses an order may have looked into another journal: those of the same state directory. */
export async function describeOtherJournals(settings: Settings): Promise<string> {
  const { stateDirectory, apiUrl, account, journalDatabase } = settings;
  if (journalDatabase) return '';
  const others = (await listJournals(stateDirectory)).filter(
    other => other.provider !== apiUrl.href || other.account !== account,
  );
  // Plain http goes to this machine only; each run of a sandbox leaves a journal that nobody needs.
  const isSandbox = ({ provider }: { provider: string }) => provider.startsWith('http:');
  const sandboxes = others.filter(isSandbox).length;
  const lines = others
    .filter(other => !isSandbox(other))
    .map(other => `  ${other.provider}, account ${other.account}`);
  if (sandboxes > 0) lines.push(`  ${sandboxes} of local sandboxes`);
  if (lines.length === 0) return '';
  return ['Also in this state directory, to be shown with --api-url and --account:', ...lines, ''].join('\n');
}

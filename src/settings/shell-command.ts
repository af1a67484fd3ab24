import type { Settings } from './load-settings.ts';
import { settingTable } from './setting-table.ts';

/**
 * How the command is started where this runs: a released package by name and version, anything else by its path. Under a
 * name that is not ours in the registry, npx fetches whatever the registry holds, and hands it the token.
 */
export function chooseStart(
  [program, script]: readonly [program: string, script: string],
  releasedVersion: string | undefined,
): readonly string[] {
  const isInstalled = script.split(/[/\\]/).includes('node_modules');
  return isInstalled && releasedVersion !== undefined
    ? ['npx', '-y', `vps-order-mcp@${releasedVersion}`]
    : [program, script];
}

/**
 * A command of ours as a person types it in a shell, about the journal that these settings name: a client's environment is
 * not that of the person's shell, so what says which journal is meant is spelled out.
 */
export function renderJournalCommand(
  start: readonly string[],
  { words, settings }: { words: readonly string[]; settings: Settings },
): string {
  const { apiUrl, account, stateDirectory, journalDatabase, journalUrlFile } = settings;
  const { VPS_API_URL, VPS_ACCOUNT } = settingTable;
  const command = [
    ...words,
    ...(apiUrl.href === VPS_API_URL.default ? [] : ['--api-url', apiUrl.href]),
    ...(account === VPS_ACCOUNT.default ? [] : ['--account', account]),
  ];
  if (journalUrlFile) return renderTypedCommand(start, ...command, '--journal-url-file', journalUrlFile);
  if (!journalDatabase) return renderTypedCommand(start, ...command, '--state-dir', stateDirectory);
  // The URL is a secret; a shell that does not have it says so, and does not look into another journal.
  return `VPS_JOURNAL_URL="\${VPS_JOURNAL_URL:?}" ${renderTypedCommand(start, ...command)}`;
}

/** Words as a person types them in a shell. */
export function renderTypedCommand(start: readonly string[], ...words: readonly string[]): string {
  const quote = (word: string) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  return [...start, ...words].map(quote).join(' ');
}

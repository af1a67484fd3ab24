import { settingTable } from './setting-table.ts';
import type { Settings } from './settings.ts';

/**
 * How the command is started where this runs: the published package where that is installed. Elsewhere the script itself:
 * under a name that nobody has installed, npx fetches whatever the registry holds, and hands it the token.
 */
export function chooseStart(scriptPath: string): { command: string; args: readonly string[] } {
  return scriptPath.split(/[/\\]/).includes('node_modules')
    ? { command: 'npx', args: ['-y', 'vps-order-mcp'] }
    : { command: 'node', args: [scriptPath] };
}

/**
 * A command of ours as a person types it in a shell, about the journal that these settings name: a client's environment is
 * not that of the person's shell, so what says which journal is meant is spelled out.
 */
export function renderTypedCommand(
  scriptPath: string | undefined,
  { words, settings }: { words: readonly string[]; settings: JournalSettings },
): string {
  const { apiUrl, account, stateDirectory, journalDatabase, journalUrlFile } = settings;
  const journal = journalUrlFile ? ['--journal-url-file', journalUrlFile] : ['--state-dir', stateDirectory];
  const isInEnvironment = journalDatabase !== undefined && journalUrlFile === undefined;
  const place = [
    ...(apiUrl.href === settingTable.VPS_API_URL.default ? [] : ['--api-url', apiUrl.href]),
    ...(account === settingTable.VPS_ACCOUNT.default ? [] : ['--account', account]),
    ...(isInEnvironment ? [] : journal),
  ];
  const { command, args } =
    scriptPath === undefined ? { command: 'vps-order-mcp', args: [] } : chooseStart(scriptPath);
  const typed = [command, ...args, ...words, ...place].map(quoteForShell).join(' ');
  // The URL is a secret; a shell that does not have it says so, and does not look into another journal.
  return isInEnvironment ? `VPS_JOURNAL_URL="\${VPS_JOURNAL_URL:?}" ${typed}` : typed;
}

type JournalSettings = Pick<
  Settings,
  'apiUrl' | 'account' | 'stateDirectory' | 'journalDatabase' | 'journalUrlFile'
>;

export function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

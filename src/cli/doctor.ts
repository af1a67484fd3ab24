import { createCleaner, createRedactor } from '../provider/clean-text.ts';
import { type LoadedSettings, loadSettings, type SettingSources } from '../settings/load-settings.ts';
import {
  checkCredentials,
  checkJournal,
  checkPriceList,
  checkProvider,
  checkProxy,
  checkSettings,
  findProxy,
} from './doctor-checks.ts';
import { checkDatabase } from './doctor-database.ts';
import { type Check, ok, renderCheck, renderSettings, renderVerdict } from './doctor-report.ts';
import { checkStateDirectory } from './doctor-state-directory.ts';

export interface DoctorCommand {
  readonly write: (text: string) => void;
  readonly sources: SettingSources;
  readonly version: string;
  /** As in `process.version`. */
  readonly nodeVersion: string;
  /** How the command is started here. */
  readonly findStart: () => readonly string[];
  readonly fileSystemType?: (path: string) => Promise<number>;
}

/** Says what is configured, looks at each part, makes one read call. @returns 0 when nothing is wrong, else 1. */
export async function runDoctor(command: DoctorCommand): Promise<number> {
  const loaded = loadSettings(command.sources);
  const clean = createCleaner(createReportRedactor(loaded));
  const write = (text: string) => {
    const lines = text.split('\n').map(line => clean(line));
    command.write(lines.join('\n'));
  };

  write(`vps-order-mcp ${command.version}\n\n`);
  write(renderSettings(loaded));
  const checks: Check[] = [];
  for await (const check of examine(command, loaded)) {
    checks.push(check);
    write(renderCheck(check));
  }
  write(renderVerdict(checks));
  return checks.some(({ verdict }) => verdict === 'problem') ? 1 : 0;
}

/** Each is reported as soon as it is known: a provider that does not answer takes its time. */
async function* examine(
  { sources, version, nodeVersion, findStart, fileSystemType }: DoctorCommand,
  loaded: LoadedSettings,
): AsyncGenerator<Check> {
  const { env } = sources;
  const host = { version, findStart, now: Date.now };
  yield ok('Node.js', nodeVersion);
  yield* checkSettings(loaded);
  if (!loaded.settings) return;
  yield* checkPriceList(loaded.settings, Date.now());
  // The rest needs no prices, and can be checked beside a list that cannot be used.
  const settings = { ...loaded.settings, priceList: undefined };
  yield checkCredentials(settings, loaded, findStart);
  const { stateDirectory: directory, journalDatabase } = settings;
  const store = journalDatabase
    ? await checkDatabase(journalDatabase)
    : await checkStateDirectory({ directory, fileSystemType });
  yield* store;
  const isUnusable = journalDatabase && store.some(({ verdict }) => verdict === 'problem');
  if (!settings.sandbox && !isUnusable) yield* await checkJournal(settings, host);
  const proxy = settings.sandbox ? undefined : findProxy(env, settings.apiUrl);
  yield* checkProxy(proxy, env);
  if (settings.credentials || settings.sandbox) yield* await checkProvider(settings, { ...host, proxy });
}

/** Hides the secrets even where the settings could not be read, or one stands in the wrong variable. */
function createReportRedactor({ settings, given }: LoadedSettings): (text: string) => string {
  const secrets = (['VPS_API_TOKEN', 'VPS_API_PASSWORD', 'VPS_JOURNAL_URL'] as const).flatMap(
    name => given.get(name)?.text ?? [],
  );
  return createRedactor(settings?.credentials, settings?.journalDatabase?.password, ...secrets);
}

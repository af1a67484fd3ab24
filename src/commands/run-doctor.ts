import { createContext } from '../backend/open-backend.ts';
import { type Check, note } from '../doctor/check.ts';
import { checkCredentials } from '../doctor/check-credentials.ts';
import { checkJournal } from '../doctor/check-journal.ts';
import { checkProvider } from '../doctor/check-provider.ts';
import { checkStateDirectory } from '../doctor/check-state-directory.ts';
import { checkConfirmation, checkNode, checkProxy } from '../doctor/check-surroundings.ts';
import { findProxy } from '../doctor/proxy-in-use.ts';
import { renderCheck, renderSettings, renderVerdict } from '../doctor/render-report.ts';
import { showEffective, type TracedSetting, traceSettings } from '../doctor/trace-settings.ts';
import { createCleaner, createRedactor } from '../provider/redact.ts';
import { loadSettings, type SettingSources } from '../settings/load-settings.ts';
import type { Settings } from '../settings/settings.ts';

export interface DoctorCommand {
  readonly write: (text: string) => void;
  readonly sources: SettingSources;
  readonly version: string;
  /** As in `process.version`. */
  readonly nodeVersion: string;
  readonly fileSystemType?: (path: string) => Promise<number>;
}

/** Says what is configured, looks at each part, makes one read call. @returns 0 when nothing is wrong, else 1. */
export async function runDoctor(command: DoctorCommand): Promise<number> {
  const { sources, version } = command;
  const { settings, complaints } = readSettings(sources);
  const clean = createCleaner(createReportRedactor(sources, settings));
  const write = (text: string) =>
    command.write(
      text
        .split('\n')
        .map(line => clean(line))
        .join('\n'),
    );

  const traced = traceSettings(sources);
  write(`vps-order-mcp ${version}\n\n`);
  write(renderSettings(traced, settings ? showEffective(settings) : {}));
  const checks: Check[] = [];
  for await (const check of examine(command, { settings, complaints, traced })) {
    checks.push(check);
    write(renderCheck(check));
  }
  write(renderVerdict(checks));
  return checks.some(({ verdict }) => verdict === 'problem') ? 1 : 0;
}

interface Read {
  readonly settings: Settings | undefined;
  readonly complaints: readonly string[];
}

/** Each is reported as soon as it is known: a provider that does not answer takes its time. */
async function* examine(
  { sources, version, nodeVersion, fileSystemType }: DoctorCommand,
  { settings, complaints, traced }: Read & { traced: readonly TracedSetting[] },
): AsyncGenerator<Check> {
  const { env, platform } = sources;
  yield checkNode(nodeVersion);
  for (const complaint of complaints) {
    const hint = 'Correct it where it was set; the server does not start like that.';
    yield { verdict: 'problem', subject: 'settings', text: complaint, hint };
  }
  if (!settings) {
    yield note('settings', 'The rest can be checked once the settings can be read.');
    return;
  }
  yield* checkCredentials(settings, traced);
  yield checkConfirmation(settings);
  yield* await checkStateDirectory({ directory: settings.stateDirectory, platform, fileSystemType });
  const credentials = settings.credentials ?? ({ kind: 'token', token: '' } as const);
  const { journal } = createContext({ ...settings, credentials }, { version, now: Date.now });
  if (!settings.sandbox) yield* await checkJournal(journal);
  const proxy = settings.sandbox ? undefined : findProxy(env, settings.apiUrl);
  yield* checkProxy(proxy, env.NODE_TLS_REJECT_UNAUTHORIZED === '0');
  if (settings.credentials || settings.sandbox) yield* await checkProvider({ settings, proxy }, version);
}

/** Every complaint at once; the start of the server names only the first. */
function readSettings(sources: SettingSources): Read {
  const complaints = new Set(traceSettings(sources).flatMap(({ complaint }) => complaint ?? []));
  try {
    return { settings: loadSettings(sources), complaints: [...complaints] };
  } catch (error) {
    complaints.add(error instanceof Error ? error.message : 'The settings can not be read.');
    return { settings: undefined, complaints: [...complaints] };
  }
}

/** Hides the secrets even where the settings could not be read, or one stands in the wrong variable. */
function createReportRedactor(
  { env }: SettingSources,
  settings: Settings | undefined,
): (text: string) => string {
  const given = [env.VPS_API_TOKEN, env.VPS_API_PASSWORD].flatMap(text => text?.trim() || []);
  const redactors = [
    createRedactor(settings?.credentials),
    ...given.map(token => createRedactor({ kind: 'token', token })),
  ];
  return text => redactors.reduce((rest, redact) => redact(rest), text);
}

import { type ErrorCode, nextSteps, VpsError } from '../errors/vps-error.ts';
import { isExpired, parsePriceList } from '../money/price-list.ts';
import { createContext, openOrderService } from '../order-service.ts';
import { createCleaner, createRedactor } from '../provider/clean-and-redact.ts';
import type { Settings } from '../settings/load-settings.ts';
import { type LoadedSettings, loadSettings, type SettingSources } from '../settings/load-settings.ts';
import { renderTypedCommand } from '../settings/shell-command.ts';
import { isLoopbackHost } from '../settings/value-parsers.ts';
import { createBudget } from '../time-budget.ts';
import type { CommandCall } from './commands.ts';
import { checkDatabase, checkJournal, checkStateDirectory, type ReadFileSystem } from './doctor-journal.ts';
import {
  type Check,
  count,
  note,
  ok,
  problem,
  renderCheck,
  renderSettings,
  renderVerdict,
  toProblem,
} from './doctor-report.ts';

/** Says what is configured, looks at each part, makes one read call. @returns 0 when nothing is wrong, else 1. */
export async function runDoctor(call: CommandCall, readFileSystem?: ReadFileSystem): Promise<number> {
  const loaded = loadSettings(call.sources);
  // Hidden even where the settings could not be read, or a secret stands in the wrong variable.
  const secrets = (['VPS_API_TOKEN', 'VPS_API_PASSWORD', 'VPS_JOURNAL_URL'] as const).map(
    name => loaded.given.get(name)?.text,
  );
  const { credentials, journalDatabase: shared } = loaded.settings ?? {};
  const clean = createCleaner(createRedactor(credentials, shared?.password, ...secrets));
  const write = (text: string) => {
    const lines = text.split('\n').map(line => clean(line));
    call.write(lines.join('\n'));
  };
  const checks: Check[] = [];
  // At once: a provider that does not answer takes its time.
  const report = (...found: readonly Check[]) => {
    checks.push(...found);
    write(found.map(renderCheck).join(''));
  };

  write(`vps-order-mcp ${call.version} on Node.js ${call.nodeVersion}\n\n${renderSettings(loaded)}`);
  report(...checkSettings(loaded));
  if (loaded.settings) {
    report(...checkPriceList(loaded.settings, call.now()));
    // The rest needs no prices, and can be checked beside a list that cannot be used.
    const settings = { ...loaded.settings, priceList: undefined };
    const { sandbox, stateDirectory, journalDatabase, apiUrl } = settings;
    report(checkCredentials(settings, loaded, call));
    const store = journalDatabase
      ? await checkDatabase(journalDatabase)
      : await checkStateDirectory(stateDirectory, readFileSystem);
    report(...store);
    const isUnusable = journalDatabase && store.some(isProblem);
    if (!sandbox && !isUnusable) report(...(await checkJournal(createContext(settings, call))));
    if (!sandbox) report(checkProxy(call.sources.env, apiUrl));
    if (settings.credentials || sandbox) report(...(await checkProvider(settings, call)));
  }
  write(renderVerdict(checks));
  return checks.some(isProblem) ? 1 : 0;
}

const isProblem = ({ verdict }: Check) => verdict === 'problem';

/** Every complaint at once; the start of the server names only the first. */
function checkSettings({ settings, complaints, hints }: LoadedSettings): Check[] {
  const subject = 'settings';
  const advice = 'Correct it where it was set; the server does not start like that.';
  return [
    ...[...complaints.values()].map(complaint => problem(subject, complaint, advice)),
    ...(settings ? [] : [note(subject, 'The rest can be checked once the settings can be read.')]),
    ...hints.map(hint => note(subject, hint)),
  ];
}

/** Whether prices are known, where the operator gave a list. */
function checkPriceList({ priceList, sandbox }: Settings, nowMs: number): Check[] {
  const subject = 'price list';
  if (priceList === undefined || sandbox) return [];
  try {
    const list = parsePriceList(priceList);
    const { currency, checked_on, expires_on = 'never' } = list;
    if (!isExpired(list, nowMs))
      return [ok(subject, `prices in ${currency} of ${checked_on}, expires: ${expires_on}`)];
    const hint = 'Check the prices, then set checked_on and expires_on in the file of VPS_PRICE_LIST.';
    const text = `expired on ${expires_on}: it counts as none, and with a limit in money nothing is ordered`;
    return [problem(subject, text, hint)];
  } catch (error) {
    return [toProblem(subject, error, 'Correct the file; the server does not start like that.')];
  }
}

/** Whether there is something to authenticate with, and if not, what is missing. */
function checkCredentials(
  { credentials, sandbox }: Settings,
  { given }: LoadedSettings,
  { findStart }: CommandCall,
): Check {
  const subject = 'credentials';
  if (sandbox)
    return ok(subject, 'none needed: the sandbox makes its own, and a configured one is never sent to it');
  if (credentials?.kind === 'token') return ok(subject, 'a token, sent as X-Account-Token');
  if (credentials) return ok(subject, `user name and password of ${credentials.username}, as HTTP Basic`);
  const half = (['VPS_API_USERNAME', 'VPS_API_PASSWORD'] as const).find(variable => given.has(variable));
  const command = renderTypedCommand(findStart(), 'config', 'CLIENT');
  const hint = `Make a token in the portal of the provider and set VPS_API_TOKEN where the client starts this server, or set VPS_API_USERNAME with VPS_API_PASSWORD; this shows where: ${command}. To try without an account: --sandbox.`;
  return problem(subject, half ? `only ${half} is set` : 'none', hint);
}

/**
 * The proxy of the environment, by undici's rules, which are not those of every program: HTTP_PROXY counts for https too, and
 * an empty variable in small letters switches the other off. An address may hold a password, so only its host is shown.
 */
export function checkProxy(env: SettingSources['env'], { protocol, hostname }: URL): Check {
  const subject = 'proxy';
  const read = (name: string) => env[name] ?? env[name.toUpperCase()] ?? '';
  const name = protocol === 'https:' && read('https_proxy') ? 'https_proxy' : 'http_proxy';
  const address = read(name);
  if (address === '' || isLoopbackHost(hostname)) return ok(subject, 'none');
  // What has no host, such as "user:password", is taken for a scheme and a path.
  const host = URL.canParse(address) ? new URL(address).host : '';
  const variable = name.toUpperCase();
  const hint = `Write ${variable} as http://HOST:PORT, or unset it.`;
  if (host === '') return problem(subject, `${variable} holds no usable address`, hint);
  const exempt = read('no_proxy');
  return ok(subject, `${host} (${variable})${exempt && `, except for NO_PROXY: ${exempt}`}`);
}

/** One `order_list`, which changes nothing; its time, or why it failed. */
async function checkProvider(settings: Settings, call: CommandCall): Promise<Check[]> {
  const subject = 'provider';
  const startedAt = performance.now();
  const took = () => `${Math.round(performance.now() - startedAt)} ms`;
  try {
    const orderService = await openOrderService({ ...call, settings });
    try {
      const { total, warnings = [] } = await orderService.listOrders(
        { limit: 1, offset: 0 },
        { budget: createBudget(), readsPayments: false },
      );
      const target = settings.sandbox ? 'the sandbox' : settings.apiUrl.host;
      return [
        ok(subject, `${target} answered order_list in ${took()}: ${count(total, 'order')}`),
        ...warnings.map(warning => note(subject, warning)),
      ];
    } finally {
      await orderService.close();
    }
  } catch (error) {
    if (!(error instanceof VpsError)) throw error;
    const text = `order_list failed after ${took()}: ${error.message}`;
    return [problem(subject, text, hintAtFailure(error, settings.apiUrl))];
  }
}

const notTheApi =
  'What answers there is probably not the API: there is no API at this path, or it is a web page, a redirect or a login page of the network. Check VPS_API_URL, such as https://my.klikk.com/api.';

/** What a person can do about a read call that failed, where that is more than an agent is told. */
const hints: Partial<Record<ErrorCode, string>> = {
  invalid_request: notTheApi,
  conflict: notTheApi,
  not_found: notTheApi,
  bad_response: notTheApi,
  unauthorized:
    'A token may be wrong, withdrawn, or that of another account: make a new one in the portal and set VPS_API_TOKEN. An account with 2-factor login needs one too, since its password is refused here.',
  forbidden:
    "IP filter or permissions: a token works only from the addresses of its IP filter (compare this machine's public address, or that of the proxy), and only for what its user may do.",
  timeout:
    'The provider or the way to it is slow. Try again, check the proxy settings, or raise VPS_REQUEST_TIMEOUT_MS.',
};

function hintAtFailure({ code, status, cause }: VpsError, { host }: URL): string {
  if (cause !== undefined && code !== 'configuration')
    return `Follow the message; VPS_API_URL leads to ${host}. A proxy, if one is named above, may not let the connection through: check its address, user and password, or exempt ${host} with NO_PROXY.`;
  if (status === 402) return 'The account has something to pay first: look into the portal of the provider.';
  return hints[code] ?? nextSteps[code];
}

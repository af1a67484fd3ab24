import { createContext, type HostFacts, openBackend } from '../backend.ts';
import { createBudget } from '../budget.ts';
import { VpsError } from '../errors/vps-error.ts';
import { isExpired, parsePriceList } from '../money/price-list.ts';
import type { LoadedSettings, SettingSources } from '../settings/load-settings.ts';
import { isLoopbackHost } from '../settings/setting-forms.ts';
import type { Settings } from '../settings/settings.ts';
import { renderTypedCommand } from '../settings/typed-command.ts';
import { type Check, count, note, ok, orderingRefused, problem } from './doctor-report.ts';

/** Every complaint at once; the start of the server names only the first. */
export function checkSettings({ settings, complaints, hints }: LoadedSettings): Check[] {
  const subject = 'settings';
  const advice = 'Correct it where it was set; the server does not start like that.';
  return [
    ...[...complaints.values()].map(complaint => problem(subject, complaint, advice)),
    ...(settings ? [] : [note(subject, 'The rest can be checked once the settings can be read.')]),
    ...hints.map(hint => note(subject, hint)),
  ];
}

/** Whether there is something to authenticate with, and if not, what is missing. */
export function checkCredentials(
  { credentials, sandbox }: Settings,
  { given }: LoadedSettings,
  findStart: () => readonly string[],
): Check {
  const subject = 'credentials';
  if (sandbox)
    return ok(subject, 'none needed: the sandbox makes its own, and a configured one is never sent to it');
  if (credentials?.kind === 'token') return ok(subject, 'a token, sent as X-Account-Token');
  if (credentials) return ok(subject, `user name and password of ${credentials.username}, as HTTP Basic`);
  const half = (['VPS_API_USERNAME', 'VPS_API_PASSWORD'] as const).find(variable => given.has(variable));
  if (half) {
    const hint = 'Set VPS_API_USERNAME and VPS_API_PASSWORD (or VPS_API_PASSWORD_FILE), or VPS_API_TOKEN.';
    return problem(subject, `only ${half} is set`, hint);
  }
  return problem(
    subject,
    'none',
    `Make a token in the portal of the provider and set VPS_API_TOKEN where the client starts this server; this shows where: ${renderTypedCommand(findStart(), 'config', 'CLIENT')}. To try without an account: --sandbox.`,
  );
}

/** Whether prices are known, where the operator gave a list. */
export function checkPriceList({ priceList, sandbox }: Settings, nowMs: number): Check[] {
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
    const text = error instanceof Error ? error.message : 'cannot be read';
    return [problem(subject, text, 'Correct the file; the server does not start like that.')];
  }
}

/** Whether what was ordered can be read, and whether anything of it is still open. */
export async function checkJournal(settings: Settings, host: HostFacts): Promise<Check[]> {
  const subject = 'order journal';
  const { journal, typeCommand } = createContext(settings, host);
  try {
    const records = await journal.records();
    const { open } = records;
    const summary = ok(subject, `${count(records.count, 'record')}, readable (${journal.place})`);
    if (open.length === 0) return [summary];
    const references = open.map(({ reference }) => reference).join(', ');
    const text = `${count(open.length, 'order')} not settled: ${references}`;
    return [summary, note(subject, text, `Look them up with: ${typeCommand('journal', '--resolve')}`)];
  } catch (error) {
    const text = error instanceof Error ? error.message : 'cannot be read';
    return [problem(subject, text, orderingRefused)];
  }
}

type Environment = SettingSources['env'];

interface ProxyInUse {
  /** The environment variable that names it. */
  readonly variable: string;
  /** Absent where the address cannot be read; it is not repeated, it may hold a password. */
  readonly host?: string;
}

export function checkProxy(proxy: ProxyInUse | undefined, env: Environment): Check[] {
  const subject = 'proxy';
  const hint = `Write ${proxy?.variable} as http://HOST:PORT, or unset it.`;
  const check =
    proxy && proxy.host === undefined
      ? problem(subject, `${proxy.variable} holds no usable address`, hint)
      : ok(subject, proxy ? `${proxy.host} (${proxy.variable})` : 'none');
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return [check];
  const text = 'NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect here: certificates are always checked.';
  return [check, note(subject, text, 'For a CA of your own set NODE_EXTRA_CA_CERTS.')];
}

/**
 * The proxy through which the provider is reached, by undici's rules, which are not those of every program: HTTP_PROXY counts
 * for https too, an empty variable in small letters switches the other off, and a name in NO_PROXY exempts its subdomains.
 */
export function findProxy(env: Environment, { protocol, hostname, port }: URL): ProxyInUse | undefined {
  const exempt = (env.no_proxy ?? env.NO_PROXY ?? '').split(/[,\s]+/);
  const isExempt = exempt.some(entry => {
    const [, host = entry, entryPort] = /^(.+):(\d+)$/.exec(entry) ?? [];
    const isPort = entryPort === undefined || entryPort === (port || (protocol === 'https:' ? '443' : '80'));
    return isPort && host !== '' && `.${hostname}`.endsWith(`.${host.replace(/^\*?\./, '').toLowerCase()}`);
  });
  if (isExempt || exempt.join() === '*' || isLoopbackHost(hostname)) return undefined;
  const names = protocol === 'https:' ? ['https_proxy', 'http_proxy'] : ['http_proxy'];
  const variable = names
    .map(name => (env[name] === undefined ? name.toUpperCase() : name))
    .find(name => env[name]);
  if (variable === undefined) return undefined;
  const address = env[variable] ?? '';
  // What has no host, such as "user:password", is taken for a scheme and a path.
  const host = URL.canParse(address) ? new URL(address).host : '';
  return { variable, ...(host !== '' && { host }) };
}

/** One `order_list`, which changes nothing; its time, or why it failed. */
export async function checkProvider(
  settings: Settings,
  { proxy, ...host }: HostFacts & { proxy: ProxyInUse | undefined },
): Promise<Check[]> {
  const subject = 'provider';
  const startedAt = performance.now();
  const took = () => `${Math.round(performance.now() - startedAt)} ms`;
  try {
    const backend = await openBackend({ settings, ...host });
    try {
      const { total, warnings = [] } = await backend.listOrders(
        { limit: 1, offset: 0 },
        { budget: createBudget(), readsPayments: false },
      );
      const target = settings.sandbox ? 'the sandbox' : settings.apiUrl.host;
      return [
        ok(subject, `${target} answered order_list in ${took()}: ${count(total, 'order')}`),
        ...warnings.map(warning => note(subject, warning)),
      ];
    } finally {
      await backend.close();
    }
  } catch (error) {
    if (!(error instanceof VpsError)) throw error;
    const text = `order_list failed after ${took()}: ${error.message}`;
    return [problem(subject, text, hintAtFailure(error, { settings, proxy }))];
  }
}

/** What a person can do about a read call that failed. */
function hintAtFailure(
  error: VpsError,
  { settings, proxy }: { settings: Settings; proxy: ProxyInUse | undefined },
): string {
  if (error.cause !== undefined && error.code !== 'configuration') {
    const { host } = settings.apiUrl;
    return proxy
      ? `Proxy: ${proxy.host ?? 'its address'} (${proxy.variable}) may not let the connection through. Check its address, user and password, or exempt ${host} with NO_PROXY.`
      : `Follow the message; VPS_API_URL leads to ${host}.`;
  }
  if (error.status === 402)
    return 'The account has something to pay first: look into the portal of the provider.';
  switch (error.code) {
    case 'invalid_request':
    case 'conflict':
    case 'not_found':
    case 'bad_response':
      return 'What answers there is probably not the API: there is no API at this path, or it is a web page, a redirect or a login page of the network. Check VPS_API_URL, such as https://my.klikk.com/api.';
    case 'unauthorized':
      return settings.credentials?.kind === 'basic'
        ? 'Check VPS_API_USERNAME and VPS_API_PASSWORD. An account with 2-factor login is refused with a password: make a token in the portal and set VPS_API_TOKEN.'
        : 'The token is wrong, was withdrawn, or belongs to another account. Make a new one in the portal and set VPS_API_TOKEN.';
    case 'forbidden':
      return `IP filter or permissions: a token works only from the addresses of its IP filter (${proxy ? "behind a proxy the proxy's address counts" : "compare this machine's public address"}), and only for what its user may do.`;
    case 'rate_limited':
      return 'Wait a minute, then run doctor again.';
    case 'timeout':
      return 'The provider or the way to it is slow. Try again, check the proxy settings, or raise VPS_REQUEST_TIMEOUT_MS.';
    case 'configuration':
      return 'Set what the message names.';
    default:
      return 'The provider has trouble of its own. Try again later; if it stays so, ask the provider.';
  }
}

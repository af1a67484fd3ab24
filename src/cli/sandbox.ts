import { VpsError } from '../errors/vps-error.ts';
import { actionNames } from '../sandbox/actions.ts';
import { type Fault, type FaultName, faultNames, readFaultStatus } from '../sandbox/faults.ts';
import { type SandboxOptions, startSandbox } from '../sandbox/start-sandbox.ts';

export interface SandboxCommand {
  readonly write: (text: string) => void;
  readonly options: Readonly<Record<string, string | boolean | string[] | undefined>>;
  readonly onSignal: (listener: () => void) => void;
}

/**
 * Runs the sandbox alone until a signal comes, and prints the environment with which a server finds it.
 * @throws VpsError `configuration` for an option that cannot be read, or a port that is taken.
 */
export async function runSandbox({ write, options, onSignal }: SandboxCommand): Promise<number> {
  const sandbox = await startSandbox(toSandboxOptions(options)).catch(cause => {
    throw new VpsError('configuration', explainPort(String(options.port ?? 0), cause), { cause });
  });
  write(`The sandbox provider is running: no account, no money. Paste this where the server is started:

export VPS_API_URL=${sandbox.apiUrl}
export VPS_API_TOKEN=${sandbox.token}

HTTP Basic works too: ${sandbox.username} / ${sandbox.password}
Account page: ${sandbox.accountUrl}
Ctrl-C ends it, and everything in it is gone.
`);
  await new Promise<void>(resolve => onSignal(resolve));
  await sandbox.close();
  return 0;
}

const portProblems = new Map<unknown, string>([
  ['EADDRINUSE', 'something else listens on it'],
  ['ERR_SOCKET_BAD_PORT', 'a port is a whole number from 0 to 65535'],
]);

function explainPort(port: string, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const why = portProblems.get(code) ?? 'the system does not let this user';
  return `The sandbox cannot listen on port ${port}: ${why}. Leave --port out to take a free one.`;
}

function toSandboxOptions(options: SandboxCommand['options']): SandboxOptions {
  const credit = readNumber(options, 'credit');
  return {
    port: readNumber(options, 'port'),
    creditCents: credit === undefined ? undefined : Math.round(credit * 100),
    provisioningMs: readNumber(options, 'provisioning-ms'),
    listLagMs: readNumber(options, 'list-lag-ms'),
    faults: Array.isArray(options.fault) ? Object.fromEntries(options.fault.map(readFault)) : undefined,
  };
}

function readNumber(options: SandboxCommand['options'], name: string): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^\d{1,9}(\.\d{1,2})?$/.test(text)) return Number(text);
  throw complain(`--${name} is a number, not "${String(text)}".`);
}

/** Reads `ACTION=FAULT`, `ACTION=FAULT:TIMES` or `ACTION=FAULT@DELAY_MS:TIMES`. */
function readFault(text: string): [action: string, fault: Fault] {
  const [, action, name = '', delayMs, times] =
    /^([^=]+)=([^:@]+)(?:@(\d{1,9}))?(?::([1-9]\d{0,8}))?$/.exec(text) ?? [];
  if (action === undefined)
    throw complain(`--fault: "${text}" is not of the form ACTION=FAULT or ACTION=FAULT:TIMES.`);
  if (action !== '*' && !actionNames.includes(action)) {
    const known = `${actionNames.join(', ')}, and * for all`;
    throw complain(`--fault: Unknown action "${action}" in "${text}". Known: ${known}.`);
  }
  if (!isFaultName(name)) {
    const known = [...faultNames, 'status-NNN', 'status-NNN-after'].join(', ');
    throw complain(`--fault: Unknown fault "${name}" in "${text}". Known: ${known}.`);
  }
  return [
    action,
    { name, ...(delayMs && { delayMs: Number(delayMs) }), ...(times && { times: Number(times) }) },
  ];
}

function isFaultName(name: string): name is FaultName {
  return faultNames.some(known => known === name) || readFaultStatus(name) !== undefined;
}

function complain(message: string): VpsError {
  return new VpsError('configuration', message);
}

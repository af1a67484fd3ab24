import { VpsError } from '../errors/vps-error.ts';
import { actionNames } from '../sandbox/actions.ts';
import { type Fault, type FaultName, faultNames, readFaultStatus } from '../sandbox/faults.ts';
import { type SandboxOptions, startSandbox } from '../sandbox/start-sandbox.ts';
import { decimal, refuse, whole } from '../settings/value-parsers.ts';
import type { CommandCall, CommandOptions } from './commands.ts';
import { readOption } from './parse-command-line.ts';

/**
 * Runs the sandbox alone until a signal comes, and prints the environment with which a server finds it.
 * @throws VpsError `configuration` for an option that cannot be read, or a port that is taken.
 */
export async function runSandbox({ write, options, onSignal }: CommandCall): Promise<number> {
  const sandbox = await startSandbox(toSandboxOptions(options)).catch(cause => {
    const why = `something else listens on it, or the system does not let this user (${cause.code})`;
    const message = `The sandbox cannot listen on port ${options.port ?? 0}: ${why}. Leave --port out to take a free one.`;
    throw new VpsError('configuration', message, { cause });
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

function toSandboxOptions(options: CommandOptions): SandboxOptions {
  const credit = readOption(options, 'credit', decimal);
  return {
    port: readOption(options, 'port', whole(0, 65_535)),
    creditCents: credit === undefined ? undefined : Math.round(credit * 100),
    provisioningMs: readOption(options, 'provisioning-ms', whole(0)),
    listLagMs: readOption(options, 'list-lag-ms', whole(0)),
    faults: Array.isArray(options.fault) ? Object.fromEntries(options.fault.map(readFault)) : undefined,
  };
}

/** Reads `ACTION=FAULT`, `ACTION=FAULT:TIMES` or `ACTION=FAULT@DELAY_MS:TIMES`. */
function readFault(text: string): [action: string, fault: Fault] {
  const [, action, name = '', delayMs, times] =
    /^([^=]+)=([^:@]+)(?:@(\d{1,9}))?(?::([1-9]\d{0,8}))?$/.exec(text) ?? [];
  if (action === undefined)
    return refuse(`--fault: "${text}" is not of the form ACTION=FAULT or ACTION=FAULT:TIMES.`);
  if (action !== '*' && !actionNames.includes(action)) {
    const known = `${actionNames.join(', ')}, and * for all`;
    return refuse(`--fault: Unknown action "${action}" in "${text}". Known: ${known}.`);
  }
  if (!isFaultName(name)) {
    const known = [...faultNames, 'status-NNN', 'status-NNN-after'].join(', ');
    return refuse(`--fault: Unknown fault "${name}" in "${text}". Known: ${known}.`);
  }
  return [
    action,
    { name, ...(delayMs && { delayMs: Number(delayMs) }), ...(times && { times: Number(times) }) },
  ];
}

function isFaultName(name: string): name is FaultName {
  return faultNames.some(known => known === name) || readFaultStatus(name) !== undefined;
}

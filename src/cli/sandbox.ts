import { VpsError } from '../errors/vps-error.ts';
import { parseFault } from '../sandbox/faults.ts';
import { type SandboxOptions, startSandbox } from '../sandbox/start-sandbox.ts';
import { decimal, oneOf, whole } from '../settings/setting-forms.ts';
import { readOption } from './command-line.ts';
import type { CommandCall, CommandOptions } from './commands.ts';

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
    answersCarryReference: options['carry-reference'] === true,
    paymentAnswer: readOption(options, 'payment-answer', oneOf('http-402', 'status-402')),
    faults: readFaults(options.fault),
  };
}

function readFaults(texts: CommandOptions[string]): SandboxOptions['faults'] {
  if (!Array.isArray(texts)) return undefined;
  try {
    return Object.fromEntries(texts.map(parseFault).map(({ action, fault }) => [action, fault]));
  } catch (cause) {
    throw new VpsError('configuration', `--fault: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}

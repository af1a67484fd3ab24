import path from 'node:path';
import { VpsError } from '../errors/vps-error.ts';

/** What the place depends on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Looked up only when it is needed; may throw where there is none. */
  readonly findHome: () => string;
  readonly makeTemporaryDirectory: () => string;
}

/**
 * The platform's directory for state that outlives a process, with ours below it; the sandbox, whose orders do not outlive
 * it, makes do with a temporary one.
 * @throws VpsError `configuration` where it would depend on the directory of the start: two of them mean two journals.
 */
export function findStateDirectory(machine: Machine, { sandbox }: { sandbox: boolean }): string {
  const { isAbsolute, join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const base = findBase(machine);
  if (isAbsolute(base)) return join(base, 'vps-order-mcp');
  if (sandbox) return machine.makeTemporaryDirectory();
  throw new VpsError(
    'configuration',
    'has to be set: there is no home directory to keep the order journal in',
  );
}

function findBase({ platform, env, findHome }: Machine): string {
  if (platform === 'darwin') return path.posix.join(lookUp(findHome), 'Library', 'Application Support');
  if (platform === 'win32') return env.LOCALAPPDATA || path.win32.join(lookUp(findHome), 'AppData', 'Local');
  // The XDG base directory specification: a relative path in the variable is invalid and ignored.
  const xdg = env.XDG_STATE_HOME;
  return xdg && path.posix.isAbsolute(xdg) ? xdg : path.posix.join(lookUp(findHome), '.local', 'state');
}

/** Node throws where neither the environment nor the system's accounts know a home directory. */
function lookUp(findHome: () => string): string {
  try {
    return findHome();
  } catch {
    return '';
  }
}

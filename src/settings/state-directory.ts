import path from 'node:path';
import { VpsError } from '../errors/vps-error.ts';

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly homeDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The platform's directory for state that outlives a process, with ours below it.
 * @throws VpsError `configuration` where that would depend on the directory of the start: two of them mean two journals.
 */
export function defaultStateDirectory(on: Surroundings): string {
  const { isAbsolute, join } = on.platform === 'win32' ? path.win32 : path.posix;
  const directory = join(toBase(on), 'vps-order-mcp');
  if (isAbsolute(directory)) return directory;
  throw new VpsError(
    'configuration',
    'VPS_STATE_DIR has to be set: there is no home directory to keep the order journal in.',
  );
}

function toBase({ platform, homeDirectory, env }: Surroundings): string {
  if (platform === 'darwin') return path.posix.join(homeDirectory, 'Library', 'Application Support');
  if (platform === 'win32') return env.LOCALAPPDATA || path.win32.join(homeDirectory, 'AppData', 'Local');
  // The XDG base directory specification: a relative path in the variable is invalid and ignored.
  const xdg = env.XDG_STATE_HOME;
  return xdg && path.posix.isAbsolute(xdg) ? xdg : path.posix.join(homeDirectory, '.local', 'state');
}

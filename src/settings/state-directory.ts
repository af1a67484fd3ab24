import path from 'node:path';

/** The platform's directory for state that outlives a process, with ours below it. */
export function defaultStateDirectory(on: {
  platform: NodeJS.Platform;
  homeDirectory: string;
  env: Readonly<Record<string, string | undefined>>;
}): string {
  const { platform, homeDirectory, env } = on;
  if (platform === 'darwin')
    return path.join(homeDirectory, 'Library', 'Application Support', 'vps-order-mcp');
  if (platform === 'win32') {
    return path.join(env.LOCALAPPDATA || path.join(homeDirectory, 'AppData', 'Local'), 'vps-order-mcp');
  }
  // The XDG base directory specification: a relative path in the variable is invalid and ignored.
  const xdg = env.XDG_STATE_HOME;
  const base = xdg && path.isAbsolute(xdg) ? xdg : path.join(homeDirectory, '.local', 'state');
  return path.join(base, 'vps-order-mcp');
}

import { parseCommandLine } from '../../src/settings/command-line.ts';
import { loadSettings } from '../../src/settings/load-settings.ts';
import type { Settings } from '../../src/settings/settings.ts';

export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly platform?: NodeJS.Platform;
  readonly homeDirectory?: string;
}

/** Settings as a process with this environment, command line and these files reads them. */
export function readSettings({
  env = {},
  args = [],
  files = {},
  platform = 'linux',
  homeDirectory = '/home/person',
}: Given): Settings {
  return loadSettings({
    env,
    flags: parseCommandLine(args).settings,
    platform,
    homeDirectory,
    readFile: path => {
      const text = files[path];
      if (text === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
      return text;
    },
  });
}

/** The message with which a start ends; fails where it does not. */
export function complaintOf(given: Given): string {
  try {
    readSettings(given);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the settings were accepted');
}

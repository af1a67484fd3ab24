import { parseCommandLine } from '../../src/cli/parse-command-line.ts';
import { VpsError } from '../../src/errors/vps-error.ts';
import type { Settings } from '../../src/settings/load-settings.ts';
import { type LoadedSettings, loadSettings, type SettingSources } from '../../src/settings/load-settings.ts';

export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly platform?: NodeJS.Platform;
  readonly findHome?: () => string;
}

/** A process with this environment, command line and these files. */
export function sourcesOf({
  env = {},
  args = [],
  files = {},
  platform = 'linux',
  findHome = () => '/home/person',
}: Given): SettingSources {
  return {
    env,
    flags: parseCommandLine(args).options,
    platform,
    findHome,
    makeTemporaryDirectory: () => '/tmp/made',
    readFile: path => {
      const text = files[path];
      if (text === undefined) throw new VpsError('configuration', 'names a file that cannot be read');
      return text;
    },
  };
}

export function load(given: Given): LoadedSettings {
  return loadSettings(sourcesOf(given));
}

/** The settings; fails where there is a complaint. */
export function readSettings(given: Given): Settings {
  const { settings, complaints } = load(given);
  if (!settings) throw new Error([...complaints.values()].join(' '));
  return settings;
}

/** The one complaint; fails where there is none, or more. */
export function complaintOf(given: Given): string {
  const [complaint, ...others] = load(given).complaints.values();
  if (complaint === undefined || others.length > 0) throw new Error('there is not one complaint');
  return complaint;
}

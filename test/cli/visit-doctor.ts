import { runDoctor } from '../../src/cli/doctor.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { sourcesOf } from '../settings/read-settings.ts';
import { createCall } from './command-call.ts';

export interface Visit {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly fileSystemType?: number;
}

export interface Report {
  readonly code: number;
  readonly text: string;
  /** The lines under each verdict, hints included, by `problem`, `note` and `ok`. */
  readonly under: (verdict: 'ok' | 'note' | 'problem') => string;
  /** The line about a setting, its blanks made one. */
  readonly setting: (variable: string) => string;
}

/** The doctor as the command calls it, on a machine with a local disk and no proxy. */
export async function visitDoctor(visit: Visit): Promise<Report> {
  const { env = {}, args = [], files = {}, fileSystemType = 0xef53 } = visit;
  const { call, written } = createCall(['doctor'], {
    sources: sourcesOf({ env: { VPS_STATE_DIR: createStateDirectory(), ...env }, args, files }),
  });
  const code = await runDoctor(call, async () => fileSystemType);
  const text = written();
  return { code, text, ...readReport(text) };
}

export function readReport(text: string): Pick<Report, 'under' | 'setting'> {
  const [settings = '', checks = ''] = text.split('\nChecks\n');
  return {
    under: verdict => {
      let current = '';
      return checks
        .split('\n')
        .filter(line => {
          current = /^ {2}(ok|note|problem) /.exec(line)?.[1] ?? (line.startsWith(' ') ? current : '');
          return current === verdict;
        })
        .join('\n');
    },
    setting: variable =>
      settings
        .split('\n')
        .find(line => line.trim().startsWith(`${variable} `))
        ?.trim()
        .replace(/\s+/g, ' ') ?? '',
  };
}

import type { LoadedSettings } from '../settings/load-settings.ts';
import { type SettingVariable, settingTable, settingVariables } from '../settings/setting-table.ts';
import { alignColumns } from '../text.ts';

/** One thing that was looked at. A `note` is worth knowing and stops nothing; a `problem` does. */
export interface Check {
  readonly verdict: 'ok' | 'note' | 'problem';
  readonly subject: string;
  readonly text: string;
  /** What a person can do about it. */
  readonly hint?: string | undefined;
}

const check =
  (verdict: Check['verdict']) =>
  (subject: string, text: string, hint?: string): Check => ({ verdict, subject, text, hint });

export const ok = check('ok');
export const note = check('note');
export const problem: (subject: string, text: string, hint: string) => Check = check('problem');

/** The problem that an error is, whose message names what is wrong. */
export function toProblem(subject: string, error: unknown, hint: string): Check {
  return problem(subject, error instanceof Error ? error.message : 'cannot be read', hint);
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Every setting, the place that decided it, and what it is; a secret is hidden, and what cannot be read is not repeated. */
export function renderSettings(loaded: LoadedSettings): string {
  const rows = settingVariables.map(variable => {
    const fallback = findDefault(variable, loaded);
    const given = loaded.given.get(variable);
    const origin = given?.origin ?? (fallback === undefined ? 'not set' : 'default');
    const isUnreadable = loaded.complaints.has(variable);
    const text = given && settingTable[variable].isSecret ? 'set, hidden' : (given?.text ?? fallback ?? '–');
    return [`  ${variable}`, origin, isUnreadable ? 'cannot be read' : text];
  });
  return ['Settings, and where each came from', ...alignColumns(rows), '', 'Checks', ''].join('\n');
}

/** A default that depends on other settings or on the platform is shown as it came out. */
function findDefault(variable: SettingVariable, { settings }: LoadedSettings): string | undefined {
  if (settings && variable === 'VPS_STATE_DIR') return settings.stateDirectory;
  if (settings && variable === 'VPS_PAYMENT_HOSTS') return settings.paymentHosts.join(', ');
  return settingTable[variable].default ?? settingTable[variable].unset;
}

/** Written one by one, so the columns are as wide as the longest verdict and subject. */
export function renderCheck({ verdict, subject, text, hint }: Check): string {
  const head = `  ${verdict.padEnd('problem'.length)}  ${subject.padEnd('state directory'.length)}  `;
  const rest = hint === undefined ? '' : `${' '.repeat(head.length)}${hint}\n`;
  return `${head}${text}\n${rest}`;
}

export function renderVerdict(checks: readonly Check[]): string {
  const problems = checks.filter(({ verdict }) => verdict === 'problem').length;
  const notes = checks.filter(({ verdict }) => verdict === 'note').length;
  if (problems + notes === 0) return '\nAll is well.\n';
  const advice = problems === 0 ? '' : '; what to do stands below each problem';
  return `\n${count(problems, 'problem')}, ${count(notes, 'note')}${advice}.\n`;
}

import type { LoadedSettings } from '../settings/load-settings.ts';
import { type SettingVariable, settingTable, settingVariables } from '../settings/setting-table.ts';

/** One thing that was looked at. A `note` is worth knowing and stops nothing; a `problem` does. */
export interface Check {
  readonly verdict: 'ok' | 'note' | 'problem';
  readonly subject: string;
  readonly text: string;
  /** What a person can do about it. */
  readonly hint?: string;
}

export function ok(subject: string, text: string): Check {
  return { verdict: 'ok', subject, text };
}

export function note(subject: string, text: string, hint?: string): Check {
  return { verdict: 'note', subject, text, ...(hint !== undefined && { hint }) };
}

export function problem(subject: string, text: string, hint: string): Check {
  return { verdict: 'problem', subject, text, hint };
}

/** The hint where the text itself says what to do about the journal. */
export const orderingRefused = 'Until then order_create is refused before anything is sent.';

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Every setting, the place that decided it, and what it is; a secret is hidden, and what cannot be read is not repeated. */
export function renderSettings(loaded: LoadedSettings): string {
  const lines = settingVariables.map(variable => {
    const origin =
      loaded.given.get(variable)?.origin ?? (showDefault(variable, loaded) ? 'default' : 'not set');
    return `  ${variable.padEnd(widestVariable)}  ${origin.padEnd('environment'.length)}  ${show(variable, loaded)}`;
  });
  return ['Settings, and where each came from', ...lines, '', 'Checks', ''].join('\n');
}

const widestVariable = Math.max(...settingVariables.map(variable => variable.length));

function show(variable: SettingVariable, loaded: LoadedSettings): string {
  const { isSecret, form, parse } = settingTable[variable];
  const given = loaded.given.get(variable);
  if (loaded.complaints.has(variable)) return 'cannot be read';
  if (!given) return showDefault(variable, loaded) ?? '–';
  if (isSecret) return 'set, hidden';
  return form === 'boolean' ? (parse(given.text) ? 'on' : 'off') : given.text;
}

/** A default that depends on other settings or on the platform is shown as it came out. */
function showDefault(variable: SettingVariable, { settings }: LoadedSettings): string | undefined {
  if (settings && variable === 'VPS_STATE_DIR') return settings.stateDirectory;
  if (settings && variable === 'VPS_PAYMENT_HOSTS') return settings.paymentHosts.join(', ');
  const { default: fallback, unset } = settingTable[variable];
  return fallback ?? unset;
}

const widestVerdict = 'problem'.length;
const widestSubject = 'state directory'.length;

export function renderCheck({ verdict, subject, text, hint }: Check): string {
  const head = `  ${verdict.padEnd(widestVerdict)}  ${subject.padEnd(widestSubject)}  `;
  const rest = hint === undefined ? '' : `${' '.repeat(head.length)}${hint}\n`;
  return `${head}${text}\n${rest}`;
}

export function renderVerdict(checks: readonly Check[]): string {
  const problems = checks.filter(({ verdict }) => verdict === 'problem').length;
  const notes = checks.filter(({ verdict }) => verdict === 'note').length;
  if (problems === 0) return `\n${notes === 0 ? 'All is well' : `No problem, ${count(notes, 'note')}`}.\n`;
  const counted = notes === 0 ? '' : `, ${count(notes, 'note')}`;
  return `\n${count(problems, 'problem')}${counted}; what to do stands below each problem.\n`;
}

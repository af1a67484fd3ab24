import type { Check } from './check.ts';
import { count } from './count.ts';
import type { TracedSetting } from './trace-settings.ts';

type Effective = Partial<Record<TracedSetting['variable'], string>>;

export function renderSettings(traced: readonly TracedSetting[], effective: Effective): string {
  const rows = traced.map(({ variable, shown, origin }) => [
    variable,
    origin,
    (origin === 'default' && effective[variable]) || shown,
  ]);
  const widths = [0, 1].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const lines = rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return ['Settings, and where each came from', ...lines.map(line => `  ${line}`), '', 'Checks', ''].join(
    '\n',
  );
}

const widestVerdict = 'problem'.length;
const widestSubject = 'state directory'.length;

export function renderCheck({ verdict, subject, text, hint }: Check): string {
  const head = `  ${verdict.padEnd(widestVerdict)}  ${subject.padEnd(widestSubject)}  `;
  const lines = [head + text];
  if (hint !== undefined) lines.push(`${' '.repeat(head.length)}${hint}`);
  return `${lines.join('\n')}\n`;
}

export function renderVerdict(checks: readonly Check[]): string {
  const problems = checks.filter(({ verdict }) => verdict === 'problem').length;
  const notes = checks.filter(({ verdict }) => verdict === 'note').length;
  if (problems === 0) return `\n${notes === 0 ? 'All is well' : `No problem, ${count(notes, 'note')}`}.\n`;
  const counted = notes === 0 ? '' : `, ${count(notes, 'note')}`;
  return `\n${count(problems, 'problem')}${counted}; what to do stands below each problem.\n`;
}

import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { commands, renderHelp } from '../../src/cli/commands.ts';
import { actionNames } from '../../src/sandbox/actions.ts';
import { faultNames } from '../../src/sandbox/faults.ts';
import { settingTable, settingVariables, toFlagName } from '../../src/settings/setting-table.ts';
import { builtCommand, runProcess, toLines } from '../kit/server-process.ts';

const start = [process.execPath, builtCommand];

it('the help fits a screen of 45 lines and 100 columns', () => {
  const lines = toLines(renderHelp(start));
  expect(lines.length).toBeLessThanOrEqual(45);
  // The last line holds a path.
  for (const line of lines.slice(0, -1)) expect(line.length, line).toBeLessThanOrEqual(100);
  for (const line of lines) expect(line, 'has blanks at its end').toBe(line.trimEnd());
});

it('the help names every command and every setting with its flag and default', () => {
  const lines = toLines(renderHelp(start));
  for (const { name: command } of commands)
    expect(
      lines.some(line => line.includes(`vps-order-mcp ${command}`)),
      command,
    ).toBe(true);
  for (const variable of settingVariables) {
    const { isSecret, default: fallback, unset } = settingTable[variable];
    const line = lines.find(candidate => candidate.trim().split(' ')[0] === variable);
    expect(line).toContain(isSecret ? '(no flag)' : `--${toFlagName(variable)}`);
    expect(line?.endsWith(']'), variable).toBe((fallback ?? unset) !== undefined);
    expect(line).toContain(fallback ?? unset ?? '');
  }
});

it('--help prints the help, whatever is set wrongly', async () => {
  const { code, stdout, stderr } = await runProcess({ args: ['--help'], env: { VPS_API_URL: 'nonsense' } });
  expect([code, stdout, stderr]).toEqual([0, renderHelp(start), '']);
});

it('the help of a command names each of its options, and that of the sandbox its faults', () => {
  for (const { name, options = {} } of commands)
    for (const option of Object.keys(options)) expect(renderHelp(start, name)).toContain(`--${option}`);
  for (const word of [...faultNames, ...actionNames]) expect(renderHelp(start, 'sandbox')).toContain(word);
});

it("-v prints the package's version", async () => {
  const { code, stdout, stderr } = await runProcess({ args: ['-v'] });
  expect([code, stdout, stderr]).toEqual([0, `${packageJson.version}\n`, '']);
});

it('a wrong command line ends with exit 2 and one line', async () => {
  const { code, stdout, stderr } = await runProcess({ args: ['--api-token=topsecret'] });
  expect([code, stdout, toLines(stderr).length]).toEqual([2, '', 1]);
  expect(stderr).not.toContain('topsecret');
});

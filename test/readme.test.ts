import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import mcpJson from '../mcp.json' with { type: 'json' };
import packageJson from '../package.json' with { type: 'json' };
import { commands } from '../src/cli/commands.ts';
import { settingTable, settingVariables } from '../src/settings/setting-table.ts';
import { tools } from '../src/tools/registry.ts';
import { documentedStart, isReleased } from './kit/release.ts';

const root = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

function sectionOf(title: string): string {
  const section = readme.split(/^##+ /m).find(part => part.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`README.md has no section "${title}"`);
  return section;
}

/** The rows of a section's table, without its head. */
function rowsOf(title: string): string[][] {
  const lines = sectionOf(title)
    .split('\n')
    .filter(line => line.startsWith('|'));
  return lines.slice(2).map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}

function codeBlocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, code = '']) => code,
  );
}

function inCode(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ');
}

it('the tools table says what the registry holds', () => {
  const expected = tools.map(({ name, argumentsSchema, resultSchema }) => {
    const input = z.toJSONSchema(argumentsSchema, { io: 'input' });
    const outcome = z.toJSONSchema(resultSchema).properties?.outcome;
    const outcomes = typeof outcome === 'object' ? (outcome.enum ?? []).map(String) : [];
    return [`\`${name}\``, inCode(Object.keys(input.properties ?? {})), inCode(outcomes)];
  });
  expect(rowsOf('Tools').map(([name, , args, outcomes]) => [name, args, outcomes])).toEqual(expected);
});

it('the settings table says what the code does, defaults included', () => {
  const expected = settingVariables.map(variable => {
    const { default: fallback, unset = '–', meaning } = settingTable[variable];
    return [`\`${variable}\``, fallback ?? unset, meaning];
  });
  expect(rowsOf('Settings')).toEqual(expected);
});

it('the commands table names every command, as it can be typed', () => {
  const start = isReleased ? documentedStart.join(' ') : 'node dist/main.js';
  const named = commands.map(({ name }) => `\`${start} ${name}\``);
  const rows = rowsOf('Commands').map(([command]) => command);
  expect(rows.toSorted()).toEqual([`\`${start}\``, ...named].toSorted());
});

it('the configuration that it shows is mcp.json', () => {
  const [shown = ''] = codeBlocks(sectionOf('Connect a client'), 'json');
  expect(JSON.parse(shown)).toEqual(mcpJson);
});

it('every npm script that it names exists', () => {
  const commands = codeBlocks(readme, 'sh').join('\n');
  expect(commands).toContain('npm ci && npm run demo');
  expect(commands).toContain('npm ci && npm test');
  for (const [, script = ''] of commands.matchAll(/npm (?:run )?(?!ci\b|run\b)(\w+)/g))
    expect(packageJson.scripts, script).toHaveProperty(script);
});

it('it links to every page and every example', () => {
  const pages = ['docs', 'examples'].flatMap(folder =>
    readdirSync(new URL(folder, root))
      .filter(name => /\.(?:md|mjs)$/.test(name))
      .map(name => `${folder}/${name}`),
  );
  for (const page of [...pages, 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md'])
    expect(readme).toContain(`](${page})`);
});

it('it warns of the name in the registry as long as no version is released', () => {
  const clients = readFileSync(new URL('docs/clients.md', root), 'utf8');
  for (const page of [readme, clients])
    expect(page.includes('not published in the npm registry yet')).toBe(!isReleased);
});

it('its badges are true', () => {
  const badges = [...readme.matchAll(/!\[([^\]]+)\]\(https:\/\/img\.shields\.io\/badge\/([^)]+)\)/g)].map(
    ([, label, badge = '']) => [label, decodeURIComponent(badge)],
  );
  const oldestNode = packageJson.engines.node.replace('>=', '');
  expect(packageJson).not.toHaveProperty('dependencies');
  expect(badges).toEqual([
    [`${packageJson.license} licence`, `licence-${packageJson.license}-blue`],
    [`Node.js ${oldestNode} or newer`, `node-≥ ${oldestNode}-blue`],
    ['No dependencies', 'dependencies-0-blue'],
  ]);
});

it('it can be read in one go', () => {
  expect(readme.split('\n').length).toBeLessThan(360);
  expect(readme).toContain(packageJson.engines.node.replace('>=', ''));
});

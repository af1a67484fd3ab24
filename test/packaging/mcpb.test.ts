import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../../mcpb/manifest.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { settingVariables, toFlagName } from '../../src/settings/setting-table.ts';
import { tools } from '../../src/tools/registry.ts';
import { describeSetting } from './setting-form.ts';

/** Left to those who edit files: paths, logs, and what a person at a desktop hardly needs. */
const leftOut = [
  'VPS_API_TOKEN_FILE',
  'VPS_API_PASSWORD_FILE',
  'VPS_ACCOUNT',
  'VPS_ALLOW_OPEN_SSH',
  'VPS_DEDUPE_WINDOW_MINUTES',
  'VPS_REQUEST_TIMEOUT_MS',
  'VPS_PAYMENT_HOSTS',
  'VPS_STATE_DIR',
  'VPS_JOURNAL_URL',
  'VPS_JOURNAL_URL_FILE',
  'VPS_PRICE_LIST',
  'VPS_MAX_COST_PER_ORDER',
  'VPS_MAX_COST_PER_DAY',
  'VPS_MAX_COST_PER_MONTH',
  'VPS_ASK_ABOVE',
  'VPS_REMIND_AFTER_DAYS',
  'VPS_LOG',
];

const offered = settingVariables.filter(variable => !leftOut.includes(variable));
const toFieldName = (variable: (typeof offered)[number]) => toFlagName(variable).replaceAll('-', '_');
const { mcp_config: launch } = manifest.server;
const fields = new Map(Object.entries<object>(manifest.user_config));

it('the manifest belongs to this version of the package', () => {
  const { version, description, license, engines } = packageJson;
  expect(manifest).toMatchObject({ version, description, license });
  expect(manifest.compatibility.runtimes.node).toBe(engines.node);
});

it('the manifest names the tools', () => {
  const expected = tools.map(({ name, title }) => ({ name, description: title }));
  expect(manifest.tools).toEqual(expected);
});

it('the manifest asks for the settings in the form of their table, and hands each on by its variable', () => {
  expect([...fields.keys()].sort()).toEqual(offered.map(toFieldName).sort());
  for (const variable of offered) {
    const { form, isSecret, default: fallback } = describeSetting(variable);
    expect(fields.get(toFieldName(variable)), variable).toEqual({
      type: form,
      title: expect.stringMatching(/^[A-Z][\w ]+$/),
      description: expect.stringMatching(/^[A-Za-z].*\.$/),
      required: false,
      ...(isSecret && { sensitive: true }),
      ...(fallback !== undefined && { default: form === 'string' ? fallback : JSON.parse(fallback) }),
    });
  }
  expect(launch.env).toEqual(
    Object.fromEntries(offered.map(variable => [variable, `\${user_config.${toFieldName(variable)}}`])),
  );
});

it('the form speaks to a person who knows none of the names that programs use', () => {
  const { long_description, user_config } = manifest;
  const texts = Object.values(user_config).flatMap(({ title, description }) => [title, description]);
  for (const text of [long_description, ...texts])
    expect(text).not.toMatch(/VPS_|X-Account-Token|HTTP Basic|loopback|\w+_\w+|stdio|JSON|CPU/);
});

it('the icon is the square that a desktop shows', () => {
  const png = readFileSync(new URL(`../../mcpb/${manifest.icon}`, import.meta.url));
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([512, 512]);
});

it('the manifest names the platforms that README.md names', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain('on Linux or macOS');
  expect(manifest.compatibility.platforms.toSorted()).toEqual(['darwin', 'linux']);
});

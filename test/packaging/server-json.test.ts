import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import serverJson from '../../server.json' with { type: 'json' };
import { settingVariables } from '../../src/settings/setting-table.ts';
import { describeSetting } from './setting-form.ts';

/** The rules of the registry's schema of 2025-12-11 for what is used here, and no key beside that. */
const registrySchema = z.strictObject({
  $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: z
    .string()
    .max(255)
    .regex(/^\d+\.\d+\.\d+$/),
  packages: z.tuple([
    z.strictObject({
      registryType: z.literal('npm'),
      registryBaseUrl: z.literal('https://registry.npmjs.org'),
      identifier: z.string().regex(/^[a-z][a-z0-9-]*$/),
      version: z.string().regex(/^\d+\.\d+\.\d+$/),
      runtimeHint: z.literal('npx'),
      transport: z.strictObject({ type: z.literal('stdio') }),
      environmentVariables: z.array(
        z.strictObject({
          name: z.string().regex(/^VPS_[A-Z_]+$/),
          description: z.string().min(1),
          format: z.enum(['string', 'number', 'boolean', 'filepath']),
          isRequired: z.boolean(),
          isSecret: z.boolean(),
          default: z.string().optional(),
          choices: z.array(z.string().min(1)).min(2).optional(),
        }),
      ),
    }),
  ]),
});

const server = registrySchema.parse(serverJson);
const [npmPackage] = server.packages;

it('server.json names the package and the version that it belongs to', () => {
  expect(server.version).toBe(packageJson.version);
  expect(npmPackage).toMatchObject({ identifier: packageJson.name, version: packageJson.version });
  expect(server.description).toBe(packageJson.description);
});

it('the package names the entry of the registry that it belongs to', () => {
  expect(packageJson).toMatchObject({ mcpName: server.name });
});

it('a default is a value that the form takes, and a secret has none', () => {
  for (const { name, format, isSecret, default: value, choices } of npmPackage.environmentVariables) {
    if (isSecret) expect(value, name).toBeUndefined();
    if (value === undefined) continue;
    if (choices) expect(choices, name).toContain(value);
    if (format === 'number') expect(value, name).toMatch(/^\d+$/);
    if (format === 'boolean') expect(['true', 'false'], name).toContain(value);
  }
});

it('SECURITY.md says that there is no public repository as long as none is named', () => {
  const security = readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8');
  const isNamed = 'repository' in packageJson || 'repository' in serverJson;
  expect(security.includes('There is no public repository yet')).toBe(!isNamed);
});

it('server.json lists every setting, with its secrecy, form, default and choices', () => {
  const expected = settingVariables.map(name => {
    const { form: format, ...setting } = describeSetting(name);
    return { name, format, isRequired: false, ...setting };
  });
  expect(npmPackage.environmentVariables).toEqual(expected);
});

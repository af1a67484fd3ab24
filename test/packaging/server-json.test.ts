import { expect, it } from 'vitest';
import * as z from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import serverJson from '../../server.json' with { type: 'json' };
import { settingTable } from '../../src/settings/setting-table.ts';
import { choicesOf, formOf, literalDefault } from './setting-form.ts';

/** What of the registry's schema of 2025-12-11 is used here; unknown keys fail. */
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
      identifier: z.string(),
      version: z.string(),
      runtimeHint: z.literal('npx'),
      transport: z.strictObject({ type: z.literal('stdio') }),
      environmentVariables: z.array(
        z.strictObject({
          name: z.string(),
          description: z.string().min(1),
          format: z.enum(['string', 'number', 'boolean', 'filepath']),
          isRequired: z.boolean(),
          isSecret: z.boolean(),
          default: z.string().optional(),
          choices: z.array(z.string()).optional(),
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

it('server.json lists every setting, with its secrecy, form, default and choices', () => {
  const expected = settingTable.map(setting => {
    const fallback = literalDefault(setting);
    const choices = choicesOf(setting);
    return {
      name: setting.variable,
      description: setting.meaning,
      format: formOf(setting),
      isRequired: false,
      isSecret: setting.kind === 'secret',
      ...(fallback !== undefined && { default: fallback }),
      ...(choices && { choices }),
    };
  });
  expect(npmPackage.environmentVariables).toEqual(expected);
});

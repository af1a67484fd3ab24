import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const folder = new URL('../../.github/workflows/', import.meta.url);

describe.each(readdirSync(folder))('the workflow %s', name => {
  const text = readFileSync(new URL(name, folder), 'utf8');

  it('runs scripts that exist', () => {
    for (const [, script = ''] of text.matchAll(/npm run ([\w-]+)/g))
      expect(packageJson.scripts, script).toHaveProperty(script);
  });

  it('may read the repository, and what else it may is said per job', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
    expect(text).not.toMatch(/secrets\./);
  });
});

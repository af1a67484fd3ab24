import { expect, it, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { runProcess } from './kit/server-process.ts';

const oldest = packageJson.engines.node.replace('>=', '');

function pretend(version: string): string[] {
  const versions = `{value:{...process.versions,node:"${version}"}}`;
  return ['--import', `data:text/javascript,Object.defineProperty(process,"versions",${versions})`];
}

test.each(['16.20.2', '20.18.0'])('Node.js %s is refused before anything else', async version => {
  const { code, stdout, stderr } = await runProcess({ nodeArgs: pretend(version), args: ['--nonsense'] });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    `vps-order-mcp: Node.js ${version} is older than ${oldest}; install a newer one, and let the client start that.\n`,
  );
});

it.each([oldest, '100.1.0'])('Node.js %s is taken', async version => {
  const { code } = await runProcess({ nodeArgs: pretend(version), args: ['--version'] });
  expect(code).toBe(0);
});

import { readFileSync } from 'node:fs';
import packageJson from '../../package.json' with { type: 'json' };

const changelog = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');

/** Whether the registry has this version of the package, as the build sees it too. */
export const isReleased = !changelog.includes(`## ${packageJson.version}, not yet released`);

/** How the pages start the command: before the release from a clone, wherever that is. */
export const documentedStart = isReleased
  ? ['npx', '-y', `${packageJson.name}@${packageJson.version}`]
  : ['node', '/path/to/vps-order-mcp/dist/main.js'];

// Makes sure that there is what the named tests drive and do not bring along. Only a CI host gets it installed.
// usage: node scripts/install-tools.mjs [browser] [postgres]
import { execFileSync } from 'node:child_process';
import { browserAdvice, findBrowser } from './browser/find-browser.mjs';
import { findPostgres, postgresAdvice, postgresPackages } from './ledger/find-postgres.mjs';

const tools = {
  browser: {
    find: () => findBrowser({ env: process.env, platform: process.platform }),
    packages: ['chromium', 'fonts-dejavu-core'],
    advice: browserAdvice,
  },
  postgres: { find: () => findPostgres()?.binaries, packages: postgresPackages, advice: postgresAdvice },
};

const named = process.argv.slice(2).map(name => tools[name]);
const missing = named.filter(({ find }) => !find());
// What is on a person's machine is that person's business.
if (missing.length > 0 && process.env.CI && has('apt-get'))
  installByApt(missing.flatMap(({ packages }) => packages));
for (const { find, advice } of named) {
  const found = find();
  console.log(found ?? advice);
  if (!found) process.exitCode = 1;
}

/** In one go, since reading the lists of packages takes seconds. */
function installByApt(packages) {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  run([...asRoot, 'apt-get', 'update', '-qq']);
  run([...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...install]);
}

function run([command, ...args]) {
  execFileSync(command, args, { stdio: 'inherit' });
}

function has(command) {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

import { execFileSync } from 'node:child_process';

/**
 * Installs Debian packages, but only on a CI host: what is on a person's machine is that person's business.
 * @param {readonly string[]} packages
 */
export function installByApt(packages) {
  if (!process.env.CI || !has('apt-get')) return;
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

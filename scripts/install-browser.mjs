// Makes sure that there is a browser for `npm run browser`, which brings none along. Only a CI host gets one installed.
import { execFileSync } from 'node:child_process';
import { browserAdvice, findBrowser } from './browser/find-browser.mjs';

const around = { env: process.env, platform: process.platform };

if (!findBrowser(around) && process.env.CI && has('apt-get')) installByApt();
const browser = findBrowser(around);
console.log(browser ?? browserAdvice);
process.exitCode = browser ? 0 : 1;

function installByApt() {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
  const install = ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'];
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

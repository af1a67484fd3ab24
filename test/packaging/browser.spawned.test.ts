import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { browserAdvice, findBrowser } from '../../scripts/browser/find-browser.mjs';
import { createStateDirectory } from '../kit/open-server.ts';

const script = fileURLToPath(new URL('../../scripts/install-tools.mjs', import.meta.url));

function writeProgram(file: string, lines: readonly string[] = []): string {
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  return file;
}

it.each(['chromium', 'chromium-browser', 'google-chrome'])('%s is found on the PATH', name => {
  const folder = createStateDirectory();
  const empty = createStateDirectory();
  const env = { PATH: [empty, folder].join(path.delimiter) };
  expect(findBrowser({ env, platform: 'linux' })).toBeUndefined();
  writeFileSync(path.join(empty, name), 'no program', { mode: 0o644 });
  mkdirSync(path.join(empty, 'google-chrome-stable'));
  expect(findBrowser({ env, platform: 'linux' })).toBeUndefined();
  const program = writeProgram(path.join(folder, name));
  expect(findBrowser({ env, platform: 'linux' })).toBe(program);
});

it('CHROMIUM goes before the PATH, and nothing is taken in its place', () => {
  const folder = createStateDirectory();
  writeProgram(path.join(folder, 'chromium'));
  const own = writeProgram(path.join(createStateDirectory(), 'my-browser'));
  expect(findBrowser({ env: { PATH: folder, CHROMIUM: own }, platform: 'linux' })).toBe(own);
  const wrong = { PATH: folder, CHROMIUM: '/nowhere/browser' };
  expect(findBrowser({ env: wrong, platform: 'linux' })).toBeUndefined();
});

/** A machine whose only programs are an `apt-get` that notes its calls, and what it needs itself. */
function createMachine() {
  const folder = createStateDirectory();
  const calls = path.join(folder, 'calls');
  const browser = path.join(folder, 'chromium');
  writeProgram(path.join(folder, 'apt-get'), [
    `[ "$1" = --version ] && exit 0`,
    `echo "$1" >> '${calls}'`,
    `[ "$1" = update ] || { printf '#!/bin/sh\\n' > '${browser}' && /bin/chmod 755 '${browser}'; }`,
  ]);
  writeProgram(path.join(folder, 'env'), ['shift', 'exec "$@"']);
  writeProgram(path.join(folder, 'sudo'), ['exec "$@"']);
  const install = (env: Record<string, string>) => {
    const { status, stdout } = spawnSync(process.execPath, [script, 'browser'], {
      env: { PATH: folder, ...env },
      encoding: 'utf8',
    });
    return { status, lastLine: stdout.trimEnd().split('\n').at(-1) };
  };
  return { install, browser, calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8') : '') };
}

it.runIf(process.platform === 'linux')(
  'nothing is installed on the machine of a person, who is told what is missing',
  () => {
    const { install, calls } = createMachine();
    expect(install({})).toEqual({ status: 1, lastLine: browserAdvice });
    expect(install({ CI: '' })).toEqual({ status: 1, lastLine: browserAdvice });
    expect(calls()).toBe('');
  },
);

it.runIf(process.platform === 'linux')('a CI host without a browser gets one, once', () => {
  const { install, calls, browser } = createMachine();
  expect(install({ CI: 'true' })).toEqual({ status: 0, lastLine: browser });
  expect(install({ CI: 'true' })).toEqual({ status: 0, lastLine: browser });
  expect(calls()).toBe('update\ninstall\n');
});

it('a CI host without apt-get is told what is missing', () => {
  const env = { PATH: createStateDirectory(), CI: 'true', CHROMIUM: '/nowhere/browser' };
  const { status, stdout } = spawnSync(process.execPath, [script, 'browser'], { env, encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, `${browserAdvice}\n`]);
});

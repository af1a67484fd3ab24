import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { interleave, medianRatio } from './statistics.mjs';
import { root } from './variants.mjs';

/** Packs this package, and installs it and the SDK of version 1, which a server on it needs at the least, in turn. */
export async function measureInstall(rounds) {
  const directory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-pack-'));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], {
    cwd: root,
    stdio: 'ignore',
  });
  const tarball = path.join(directory, readdirSync(directory)[0]);
  const kilobytes = statSync(tarball).size / 1_024;
  const variants = { own: tarball, sdk: '@modelcontextprotocol/sdk@1' };
  const { own, sdk } = await interleave({ variants, rounds, measure: installInto });
  rmSync(directory, { recursive: true, force: true });
  const times = runs => runs.map(({ ms }) => ms);
  return {
    kilobytes,
    packages: own[0].packages,
    sdkPackages: sdk[0].packages,
    ratio: medianRatio(times(own), times(sdk)),
  };
}

/** Into an empty folder, with npm's cache warm after the first round. */
async function installInto(what) {
  const directory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-install-'));
  const startedAt = performance.now();
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', directory, what], {
    stdio: 'ignore',
  });
  const ms = performance.now() - startedAt;
  const list = ['ls', '--all', '--parseable', '--prefix', directory];
  const folders = execFileSync('npm', list, { encoding: 'utf8' }).trim().split('\n');
  rmSync(directory, { recursive: true, force: true });
  // The first line is the folder itself.
  return { ms, packages: folders.length - 1 };
}

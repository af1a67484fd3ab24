import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import lockFile from '../../package-lock.json' with { type: 'json' };

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const locked: Readonly<Record<string, LockedPackage>> = lockFile.packages;
const packages = Object.entries(locked).filter(([place]) => place !== '');

it('the package depends on nothing at run time', () => {
  expect(packageJson).not.toHaveProperty('dependencies');
  for (const [place, { dev }] of packages) expect(dev, place).toBe(true);
});

it('every package is locked to one version, and to its bytes unless it is for another platform', () => {
  for (const [place, { version, integrity, optional, os }] of packages) {
    expect(version, place).toMatch(/^\d+\.\d+\.\d+/);
    if (!(optional && os)) expect(integrity, place).toMatch(/^sha512-/);
  }
});

// Installing on one platform can leave the others out, and `npm ci` then refuses the lock file everywhere.
it('the packages for other platforms are locked too', () => {
  const missing = packages.flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      name => !locked[`node_modules/${name}`] && !locked[`${place}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

it('no package runs anything when it is installed, as far as npm asks', () => {
  const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => place);
  const denied = Object.fromEntries(scripted.map(place => [place.replace('node_modules/', ''), false]));
  expect(packageJson.allowScripts).toEqual(denied);
});

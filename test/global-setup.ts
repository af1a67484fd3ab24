import { execFileSync } from 'node:child_process';

/** Tests that spawn the command run what the sources say now. */
export default function buildOnce(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The built command that tests spawn. */
    mainScript: string;
  }
}

/** Tests that spawn the command run what the sources say now, built apart from dist. */
export default function buildOnce(project: TestProject): () => void {
  const directory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-build-'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', directory], { stdio: 'inherit' });
  project.provide('mainScript', path.join(directory, 'main.js'));
  return () => rmSync(directory, { recursive: true, force: true });
}

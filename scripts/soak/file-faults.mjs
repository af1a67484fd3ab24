import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pick } from './faults.mjs';

const source = fileURLToPath(new URL('../../test/kit/file-shim.c', import.meta.url));

/** What a file call does, as test/kit/file-shim.c reads it (milliseconds, errno), and for how long. */
const faults = [
  ['open 0 24', 300],
  ['readdir 0 5', 300],
  ['fsync 0 28', 300],
  ['link 0 5', 300],
  ['fsync 500 0', 2_000],
  ['readdir 60000 0', 6_000],
  ['fsync 60000 0', 6_000],
];

const maxRestMs = 2_000;

/** Makes the journal's file calls fail, slow and hang by turns; without a C compiler nothing happens to them. */
export function prepareFileFaults({ directory, stateDirectory }) {
  const library = path.join(directory, 'file-shim.so');
  const file = path.join(directory, 'file-fault');
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
  if (status !== 0) return { env: {}, start: () => ({ stop: () => 0 }) };
  return {
    env: { LD_PRELOAD: library, FAULT_UNDER: stateDirectory, FAULT_FILE: file },
    start() {
      let count = 0;
      let isOver = false;
      const change = async () => {
        while (!isOver) {
          await pause(Math.random() * maxRestMs);
          if (isOver) return;
          const [fault, ms] = pick(faults);
          writeFileSync(file, fault);
          count += 1;
          await pause(ms);
          writeFileSync(file, '');
        }
      };
      const changing = change();
      return {
        /** How many there were. */
        async stop() {
          isOver = true;
          await changing;
          return count;
        },
      };
    },
  };
}

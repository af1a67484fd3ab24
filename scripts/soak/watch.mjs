import { existsSync, readdirSync, readFileSync } from 'node:fs';

const everyMs = 500;

/** Samples resident memory and open file descriptors of processes, where /proc tells them. */
export function startWatch(pids) {
  const samples = pids.map(pid => ({ pid, memory: [], descriptors: [] }));
  const timer = setInterval(() => {
    for (const sample of samples) {
      if (!existsSync(`/proc/${sample.pid}/status`)) continue;
      sample.memory.push(readMemoryMib(sample.pid));
      sample.descriptors.push(readdirSync(`/proc/${sample.pid}/fd`).length);
    }
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return samples.map(({ memory, descriptors }) => ({
        memory: toTrend(memory),
        descriptors: toTrend(descriptors),
      }));
    },
  };
}

function readMemoryMib(pid) {
  const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/**
 * The first third is warm-up; the second is compared with the last. Huge answers come and go, and garbage stays for a while,
 * so it is the least of each that shows what is kept.
 */
function toTrend(values) {
  const third = Math.floor(values.length / 3);
  return {
    before: Math.min(...values.slice(third, 2 * third)),
    after: Math.min(...values.slice(-third)),
    most: Math.max(...values),
  };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

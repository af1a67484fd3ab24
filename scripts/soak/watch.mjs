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

/** The first quarter is warm-up; what comes after is compared with the end. */
function toTrend(values) {
  const quarter = Math.floor(values.length / 4);
  return {
    before: median(values.slice(quarter, 2 * quarter)),
    after: median(values.slice(-quarter)),
    most: Math.max(...values),
  };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

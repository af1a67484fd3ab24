import { median } from './watch.mjs';

/** Allowed growth from the second third to the last: a heap that was large once shrinks late, and the journal's records are kept. */
const maxMemoryGrowth = 1.5;
const maxMoreMib = 16;
const maxMoreDescriptors = 6;

/** A client gives a server that long before it kills it. */
const maxExitMs = 300;

const maxDeadlines = 1.5;

/** Every tool answers within this, whatever the provider does. */
const maxCallMs = 46_000;

export function checkAll({ calls, flaws, elapsed, orders, resources, deadlines, exits, stderr }) {
  const slowest = Math.max(...[...elapsed.values()].flat());
  const ratios = Object.values(deadlines).flat();
  const exitTimes = Object.values(exits).map(median);
  return [
    {
      name: 'every call was answered well',
      ok: calls > 0 && flaws.length === 0,
      found: flaws.slice(0, 5).join('; '),
    },
    {
      name: 'orders sent = distinct intents',
      ok: orders.sent === orders.distinct && orders.mostOfOneIntent <= 1,
    },
    {
      name: 'every intent was sent, or is unknown',
      ok: orders.lost.length === 0,
      found: orders.lost.slice(0, 3).join('; '),
    },
    { name: 'calls end in time', ok: slowest <= maxCallMs, found: `${Math.round(slowest)} ms` },
    ...resources.flatMap(({ memory, descriptors }, index) => [
      {
        name: `memory of server ${index + 1} is flat`,
        ok: !(memory.after > memory.before * maxMemoryGrowth + maxMoreMib),
      },
      {
        name: `descriptors of server ${index + 1} are flat`,
        ok: !(descriptors.after > descriptors.before + maxMoreDescriptors),
      },
    ]),
    { name: 'the deadline holds', ok: ratios.length > 0 && Math.max(...ratios) <= maxDeadlines },
    { name: 'idle servers exit at once', ok: Math.max(...exitTimes) <= maxExitMs },
    { name: 'nothing on stderr', ok: stderr.length === 0, found: stderr.slice(0, 3).join('; ') },
  ];
}

export function renderReport(figures, checks) {
  const { calls, outcomes, elapsed, orders, resources, deadlines, exits, faults, fileFaultCount } = figures;
  const hits = [...faults.values()].reduce((total, value) => total + value, 0);
  return [
    renderTable(
      ['outcome', 'calls'],
      [...outcomes].sort().map(([name, count]) => [name, count]),
    ),
    renderTable(
      ['calls of', 'median ms', '99 % ms', 'most ms'],
      [...elapsed]
        .sort()
        .map(([name, times]) => [name, ...[0.5, 0.99, 1].map(share => quantile(times, share))]),
    ),
    renderTable(
      ['figure', 'value'],
      [
        ['calls, faults that hit', `${calls}, ${hits} of ${faults.size} kinds`],
        ['faults of the disk', fileFaultCount],
        ['intents, orders sent, placed', `${orders.intents}, ${orders.sent}, ${orders.placed}`],
        ['most orders of one intent', orders.mostOfOneIntent],
        ...resources.flatMap(({ memory, descriptors }, index) => [
          [`memory of server ${index + 1}, end / after warm-up`, toRatio(memory)],
          [
            `descriptors of server ${index + 1}, end / after warm-up`,
            `${descriptors.after} / ${descriptors.before}`,
          ],
        ]),
        ...Object.entries(deadlines).map(([fault, ratios]) => [
          `answer to "${fault}", in deadlines, median (most)`,
          `${median(ratios).toFixed(2)} (${Math.max(...ratios).toFixed(2)})`,
        ]),
        ...Object.entries(exits).map(([ending, times]) => [
          `exit, ${ending}, median ms`,
          Math.round(median(times)),
        ]),
      ],
    ),
    renderTable(
      ['check', 'result'],
      checks.map(({ name, ok, found }) => [name, ok ? 'ok' : `FAILED ${found ?? ''}`]),
    ),
  ].join('\n\n');
}

function toRatio({ before, after, most }) {
  return `${(after / before).toFixed(2)} (${Math.round(after)} / ${Math.round(before)} MiB, most ${Math.round(most)})`;
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
}

function renderTable(head, rows) {
  const all = [head, ...rows].map(row => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map(row => row[column].length)));
  const [first, ...rest] = all.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return [first, widths.map(width => '-'.repeat(width)).join('  '), ...rest].join('\n');
}

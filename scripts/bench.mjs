// Measures what the server costs and prints it as markdown: ratios against others that ran in turn with it, in one run.
// usage: npm run bench [-- --runs N] [--smoke]      docs/performance.md holds what it printed
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { countToolTokens } from './bench/count-tokens.mjs';
import { measureGrowth } from './bench/measure-growth.mjs';
import { measureInstall } from './bench/measure-install.mjs';
import { measureJournal } from './bench/measure-journal.mjs';
import { measureFirstCall, measureStart } from './bench/measure-start.mjs';
import { renderTable } from './bench/render-table.mjs';
import { openServer } from './bench/stdio-client.mjs';
import { createVariants } from './bench/variants.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '31' }, smoke: { type: 'boolean', default: false } },
});
const rounds = values.smoke ? 2 : Number(values.runs);
if (!(rounds >= 1)) {
  console.error('--runs is a number from 1; the default is 31.');
  process.exit(2);
}

const { variants, dispose } = await createVariants();
try {
  await printAll();
} finally {
  dispose();
}

async function printAll() {
  const ours = variants['vps-order-mcp'];
  const unbundled = variants['the same, unbundled'];
  const start = await measureStart(variants, rounds);
  const firstCall = await measureFirstCall({ unbundled, ours }, rounds);
  const tools = await countTools(ours);
  const install = await measureInstall(values.smoke ? 1 : 7);
  console.log(
    `Medians of ${rounds} interleaved runs, Node.js ${process.version}, ${cpus().length} cores.\n\n## Before the first useful call\n`,
  );
  console.log(renderSummary({ start, firstCall, tools, install }));
  console.log(`\n## Start: spawn to tool list\n\n${renderStart(start)}`);
  console.log(`\n## Tokens of each tool\n\n${renderTable(['tool', 'tokens'], Object.entries(tools))}`);
  const growth = await measureGrowth({
    command: ours.command,
    orderCounts: values.smoke ? [10, 1_000] : [10, 1_000, 100_000],
    inFlightCounts: [1, 16, 64],
    repeats: values.smoke ? 2 : 11,
  });
  console.log(`\n## As work grows\n\n${renderTools(growth.tools)}\n\n${renderLists(growth.lists)}`);
  const journal = await measureJournal({
    command: ours.command,
    recordCounts: values.smoke ? [5, 50] : [50, 50_000],
    repeats: values.smoke ? 2 : 11,
  });
  console.log(`\n## As the journal grows\n\n${renderJournal(journal)}`);
}

async function countTools({ command }) {
  const server = openServer(command);
  const { message } = await server.listTools();
  await server.close();
  return countToolTokens(message.result.tools);
}

function renderSummary({ start, firstCall, tools, install }) {
  const own = start['vps-order-mcp'];
  const plain = start['plain server, same SDK'];
  const tokens = Object.values(tools).reduce((sum, count) => sum + count, 0);
  return renderTable(
    ['what', 'compared with', 'that', 'vps-order-mcp', 'aim'],
    [
      [
        'spawn to tool list, × a bare Node process',
        'plain server, same SDK',
        times(plain.time.ratio),
        times(own.time.ratio),
        '≤ 2.5×',
      ],
      [
        'memory at the tool list, × a bare Node process',
        'plain server, same SDK',
        times(plain.memory.ratio),
        times(own.memory.ratio),
        '≤ 1.3×',
      ],
      [
        'first provider call, 300 ms after the list',
        'the same, unbundled',
        times(1),
        times(firstCall.ours.ratio),
        '≤ 0.5×',
      ],
      ['tokens of the tool list that a model sees', '–', '–', tokens, '≤ 1,500'],
      ['packed tarball', '–', '–', `${install.kilobytes.toFixed(0)} KB`, '≤ 400 KB'],
      ['packages that an install brings', 'the SDK of version 1', install.sdkPackages, install.packages, '1'],
      ['time of `npm install`', 'the SDK of version 1', times(1), times(install.ratio), '≤ 0.15×'],
    ],
  );
}

function renderStart(start) {
  return renderTable(
    ['server', 'time', '× bare', 'processor time', '× bare', 'memory', '× bare'],
    Object.entries(start).map(([name, { time, processor, memory }]) => [
      name,
      `${time.median.toFixed(0)} ms`,
      times(time.ratio),
      `${processor.median.toFixed(0)} ms`,
      times(processor.ratio),
      `${memory.median.toFixed(0)} MB`,
      times(memory.ratio),
    ]),
  );
}

function renderTools(rows) {
  const names = Object.keys(rows[0].times);
  return renderTable(
    ['orders at the provider', ...names, 'tokens of an order_list', 'per order', 'per server'],
    rows.map(({ orders, times: ms, tokens }) => [
      orders,
      ...names.map(name => `${ms[name].toFixed(1)} ms`),
      tokens.result,
      tokens.perOrder.toFixed(0),
      tokens.perServer.toFixed(0),
    ]),
  );
}

function renderLists(rows) {
  return renderTable(
    [
      'orders at the provider',
      'order_list in flight',
      'all of them',
      'an order_create beside them',
      'most memory of the server',
    ],
    rows.map(({ orders, inFlight, ms, createMs, peakMb }) => [
      orders,
      inFlight,
      `${ms.toFixed(0)} ms`,
      `${createMs.toFixed(0)} ms`,
      `${peakMb.toFixed(0)} MB`,
    ]),
  );
}

function renderJournal(rows) {
  const names = Object.keys(rows[0].times);
  return renderTable(
    ['records', 'first call, no snapshot', 'first call', ...names, 'most memory of the server'],
    rows.map(({ records, unread, snapshot, times: ms, peakMb }) => [
      records,
      `${unread.toFixed(0)} ms`,
      `${snapshot.toFixed(0)} ms`,
      ...names.map(name => `${ms[name].toFixed(1)} ms`),
      `${peakMb.toFixed(0)} MB`,
    ]),
  );
}

function times(ratio) {
  return `${ratio.toFixed(2)}×`;
}

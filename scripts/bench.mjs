// Measures what the server costs and prints it as markdown: ratios against the floor, from interleaved runs of one go.
// usage: npm run bench [-- --runs N] [--smoke]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { openProvider } from './bench/list-provider.mjs';
import { median, openServer } from './bench/stdio-client.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '21' }, smoke: { type: 'boolean', default: false } },
});
const runs = values.smoke ? 2 : Number(values.runs);
const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = name => path.join(root, name);

const floor = {
  name: 'bare Node process, hard-coded lines',
  command: ['node', inRoot('scripts/bench/echo-server.mjs')],
};
const ours = { name: 'vps-order-mcp', command: ['node', inRoot('dist/main.js')] };
const plain = {
  name: 'plain server, same SDK, unbundled',
  command: ['node', inRoot('scripts/bench/plain-server.mjs')],
};
const lazy = { ...plain, name: 'plain server, HTTP client on first use', env: { LAZY: '1' } };

/** Runs every variant once a round, in turn, so that the machine's moods meet them all alike. */
async function interleave(variants, measure) {
  const results = new Map(variants.map(variant => [variant, []]));
  for (let round = -1; round < runs; round++) {
    for (const variant of variants) {
      const result = await measure(variant);
      if (round >= 0) results.get(variant).push(result);
    }
  }
  return results;
}

async function measureStart({ command, env }) {
  const server = openServer(command, env);
  const { atMs } = await server.listTools();
  const result = { ms: atMs, mb: server.residentMb() };
  await server.close();
  return result;
}

async function printStart() {
  const variants = [floor, ours, plain, lazy];
  const results = await interleave(variants, measureStart);
  console.log(
    `## Start: spawn to tool list\n\n| server | time | × floor | memory | × floor |\n| --- | --- | --- | --- | --- |`,
  );
  for (const variant of variants) {
    const own = results.get(variant);
    const ratio = field =>
      median(own.map((run, index) => run[field] / results.get(floor)[index][field])).toFixed(2);
    const value = field => median(own.map(run => run[field])).toFixed(0);
    console.log(
      `| ${variant.name} | ${value('ms')} ms | ${ratio('ms')} | ${value('mb')} MB | ${ratio('mb')} |`,
    );
  }
}

async function printFirstCall() {
  const provider = await openProvider(10);
  const results = await interleave([ours, lazy], async ({ command, env }) => {
    const server = openServer(command, { ...env, ...provider.env });
    await server.listTools();
    // What a model takes at the very least before its first call.
    await new Promise(resolve => setTimeout(resolve, 300));
    const { ms } = await server.callTool('order_list');
    await server.close();
    return ms;
  });
  provider.close();
  const ratio = median(results.get(ours).map((ms, index) => ms / results.get(lazy)[index]));
  console.log(
    '\n## First provider call, 300 ms after the tool list\n\n| server | time | ratio |\n| --- | --- | --- |',
  );
  console.log(`| ${lazy.name} | ${median(results.get(lazy)).toFixed(0)} ms | 1.00 |`);
  console.log(`| ${ours.name} | ${median(results.get(ours)).toFixed(0)} ms | ${ratio.toFixed(2)} |`);
}

const countTokens = value => encode(JSON.stringify(value)).length;

async function printTokens() {
  const server = openServer(ours.command);
  const { message } = await server.listTools();
  await server.close();
  const rows = message.result.tools.map(({ name, description, inputSchema }) => [
    name,
    countTokens({ name, description, inputSchema }),
  ]);
  console.log('\n## Tokens of the tool list that a model sees (o200k)\n\n| tool | tokens |\n| --- | --- |');
  for (const [name, tokens] of rows) console.log(`| ${name} | ${tokens} |`);
  console.log(`| all | ${rows.reduce((sum, [, tokens]) => sum + tokens, 0)} |`);
}

async function printGrowth() {
  console.log('\n## Growth: orders at the provider, calls in flight\n');
  console.log(
    '| orders | in flight | order_list, each | server memory | bytes of a result | tokens per order | tokens per server |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const orders of values.smoke ? [10, 1_000] : [10, 1_000, 100_000]) {
    const provider = await openProvider(orders);
    for (const inFlight of [1, 16, 64]) {
      const server = openServer(ours.command, provider.env);
      await server.listTools();
      await server.callTool('order_list');
      const startedAt = performance.now();
      const calls = await Promise.all(Array.from({ length: inFlight }, () => server.callTool('order_list')));
      const each = (performance.now() - startedAt) / inFlight;
      const { structuredContent } = calls[0].result;
      const { result } = await server.callTool('server_list');
      const { orders: rows } = structuredContent;
      const { servers } = result.structuredContent;
      const perOrder = countTokens(rows) / rows.length;
      const perServer = countTokens(servers) / servers.length;
      const bytes = JSON.stringify(structuredContent).length;
      const cells = [
        orders,
        inFlight,
        `${each.toFixed(1)} ms`,
        `${server.residentMb().toFixed(0)} MB`,
        bytes,
      ];
      console.log(`| ${[...cells, perOrder.toFixed(0), perServer.toFixed(0)].join(' | ')} |`);
      await server.close();
    }
    provider.close();
  }
}

function timeInstall(what) {
  const directory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-bench-'));
  const startedAt = performance.now();
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', directory, what], {
    stdio: 'ignore',
  });
  const ms = performance.now() - startedAt;
  const packages = Object.keys(
    JSON.parse(execFileSync('npm', ['ls', '--all', '--json', '--prefix', directory])).dependencies,
  );
  const listed = execFileSync('npm', ['ls', '--all', '--parseable', '--prefix', directory], {
    encoding: 'utf8',
  });
  rmSync(directory, { recursive: true, force: true });
  return { ms, packages: packages.length === 0 ? 0 : listed.trim().split('\n').length - 1 };
}

function printInstall() {
  const directory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-pack-'));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], {
    cwd: root,
    stdio: 'ignore',
  });
  const tarball = path.join(directory, readdirSync(directory)[0]);
  const kilobytes = statSync(tarball).size / 1_024;
  console.log(
    '\n## Install\n\n| what | packed | packages | npm install | ratio |\n| --- | --- | --- | --- | --- |',
  );
  const pairs = Array.from({ length: values.smoke ? 1 : 5 }, () => [
    timeInstall(tarball),
    timeInstall('@modelcontextprotocol/sdk@1'),
  ]);
  const [own, sdk] = [0, 1].map(side => ({
    ms: median(pairs.map(pair => pair[side].ms)),
    packages: pairs[0][side].packages,
  }));
  const ratio = median(pairs.map(([a, b]) => a.ms / b.ms));
  console.log(
    `| vps-order-mcp | ${kilobytes.toFixed(0)} KB | ${own.packages} | ${(own.ms / 1_000).toFixed(1)} s | ${ratio.toFixed(2)} |`,
  );
  console.log(
    `| the SDK of version 1 alone | – | ${sdk.packages} | ${(sdk.ms / 1_000).toFixed(1)} s | 1.00 |`,
  );
  rmSync(directory, { recursive: true, force: true });
}

console.log(
  `# Figures\n\nMedians of ${runs} interleaved runs, Node ${process.version}, ${cpus().length} cores.\n`,
);
await printStart();
await printFirstCall();
await printTokens();
await printGrowth();
printInstall();

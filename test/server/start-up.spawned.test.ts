import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { builtCommand, type ServerProcess, startServer, toLines } from '../kit/server-process.ts';

const preload = new URL('../kit/list-modules.mjs', import.meta.url).href;

interface Loaded {
  readonly sources: string[];
  /** How many texts have been compiled to functions, as zod does for a fast check. */
  readonly compiledTexts: number;
  readonly builtins: string[];
}

/** The source files of every chunk that a server has loaded so far, by the chunk's source map. */
async function listLoaded({ child, stderr, logged }: ServerProcess): Promise<Loaded> {
  const number = toLines(stderr()).length + 1;
  child.kill('SIGUSR2');
  await logged(`"number":${number}}\n`);
  const { scripts, builtins } = JSON.parse(toLines(stderr()).at(-1) ?? '');
  const compiledTexts = scripts.filter((url: string) => url === '').length;
  const directory = path.dirname(builtCommand);
  const chunks = scripts
    .filter((url: string) => url.startsWith('file:'))
    .map((url: string) => fileURLToPath(url))
    .filter((file: string) => file.startsWith(directory));
  const sources = chunks.flatMap((file: string) => JSON.parse(readFileSync(`${file}.map`, 'utf8')).sources);
  return {
    sources,
    compiledTexts,
    builtins: builtins.map((name: string) => name.replace(/^NativeModule /, '')),
  };
}

const httpClient = /node_modules\/undici\//;
const databaseClient = /node_modules\/pg\/|src\/journal\/postgres\/database\.ts/;
const lateSources = [
  httpClient,
  databaseClient,
  /node_modules\/lossless-json\//,
  /src\/tools\/card\.html/,
  /src\/cli\//,
  /src\/(consent|journal|money|orders|sandbox)\//,
  /src\/order-service\.ts/,
  /src\/request\/(?!coerce-arguments)/,
];
const isLate = (source: string) => lateSources.some(late => late.test(source));
/** Each of them costs a start milliseconds, and none is needed before a tool is called. */
const lateBuiltins = /^(crypto|http|http2|https|tls|zlib|fs\/promises)$/;

it('a start loads the protocol and the tool list, and nothing that only a call needs', async () => {
  const server = await startServer({ env: { VPS_SANDBOX: 'on' }, nodeArgs: ['--import', preload] });
  const atStart = await listLoaded(server);
  expect(atStart.sources).toContainEqual(expect.stringContaining('@modelcontextprotocol/server'));
  expect(atStart.sources).toContainEqual(expect.stringContaining('src/tools/tool-list.json'));
  expect(atStart.sources.filter(isLate)).toEqual([]);
  expect(atStart.compiledTexts).toBe(0);
  expect(atStart.builtins.filter(name => lateBuiltins.test(name))).toEqual([]);
});

it('the first call finds the HTTP client loaded, and only the sandbox has to be fetched by it', async () => {
  const server = await startServer({ args: ['--sandbox'], nodeArgs: ['--import', preload] });
  await server.request('tools/list');
  let idle = await listLoaded(server);
  while (!idle.sources.some(source => httpClient.test(source))) idle = await listLoaded(server);
  expect(idle.sources).not.toContainEqual(expect.stringContaining('src/sandbox/'));
  await server.callTool('order_list');
  const { sources } = await listLoaded(server);
  expect(sources).toContainEqual(expect.stringContaining('src/sandbox/'));
  expect(sources.filter(source => databaseClient.test(source))).toEqual([]);
});

it('the client of a database waits for the first call that needs it', async () => {
  const env = {
    VPS_API_URL: 'http://127.0.0.1:1/api',
    VPS_API_TOKEN: 'tok-1234',
    VPS_JOURNAL_URL: 'postgres://127.0.0.1:1/x',
  };
  const server = await startServer({ env, nodeArgs: ['--import', preload] });
  await server.request('tools/list');
  const loaded = async () => (await listLoaded(server)).sources.filter(source => databaseClient.test(source));
  expect(await loaded()).toEqual([]);
  expect(await server.callTool('order_create', createOrder())).toMatchObject({ outcome: 'not_ordered' });
  expect(await loaded()).not.toEqual([]);
});

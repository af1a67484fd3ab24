import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it, test } from 'vitest';
import { createLog, runStdioServer } from '../../src/server/stdio-server.ts';
import { createSettings } from '../kit/open-server.ts';

/** A server on streams of the test, and what it writes to stderr. */
function start({ isTTY = false, hints = [] }: { isTTY?: boolean; hints?: string[] } = {}) {
  let written = '';
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stdout = new PassThrough();
  const host = {
    stdin,
    stdout,
    writeError: (text: string) => {
      written += text;
    },
    exit: () => {},
    onSignal: () => {},
    findStart: () => ['vps-order-mcp'],
  };
  const settings = createSettings({ apiUrl: 'http://127.0.0.1:9/api', token: 'unused' }, { hints });
  runStdioServer(host, { settings, version: '0.0.0' });
  return { stdin, stdout, stderr: () => written };
}

it('a person who starts the server on a terminal is told what it waits for', () => {
  expect(start({ isTTY: true }).stderr()).toContain('waiting for a client on stdin. Ctrl-C ends it');
});

it('a client that starts the server hears nothing on stderr, except hints about its settings', () => {
  expect(start().stderr()).toBe('');
  expect(start({ hints: ['VPS_X counts as unset.'] }).stderr()).toBe(
    'vps-order-mcp warn: VPS_X counts as unset.\n',
  );
});

it('what the SDK says of a message is noted without what it quotes', async () => {
  const { stdin, stdout, stderr } = start();
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': 'PRIVATE',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } })}\n`);
  await once(stdout, 'data');
  expect(stderr()).toBe('vps-order-mcp warn: protocol: Unsupported protocol version\n');
});

test.each([
  ['error', ['error']],
  ['warn', ['error', 'warn']],
  ['info', ['error', 'warn', 'info']],
  ['debug', ['error', 'warn', 'info', 'debug']],
] as const)('a log at %s holds %j, one redacted line an event', (level, shown) => {
  const lines: string[] = [];
  const redact = (text: string) => text.replaceAll('topsecret', '[redacted]');
  const log = createLog({ level, redact, write: line => void lines.push(line) });
  for (const each of ['error', 'warn', 'info', 'debug'] as const) log(each, 'with\na topsecret');
  expect(lines).toEqual(shown.map(each => `vps-order-mcp ${each}: with a [redacted]\n`));
});

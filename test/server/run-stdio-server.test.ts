import { PassThrough } from 'node:stream';
import { expect, it, test } from 'vitest';
import { createLog, runStdioServer } from '../../src/server/stdio-server.ts';
import { createSettings } from '../kit/open-server.ts';

/** What a server writes to stderr when it is started with a given stdin. */
function startWith(stdin: PassThrough & { isTTY?: boolean }, hints: string[] = []): string {
  let errors = '';
  const settings = createSettings({ apiUrl: 'http://127.0.0.1:9/api', token: 'unused' }, { hints });
  const host = {
    stdin,
    stdout: new PassThrough(),
    writeError: (text: string) => {
      errors += text;
    },
    exit: () => {},
    onSignal: () => {},
    findStart: () => ['vps-order-mcp'],
  };
  runStdioServer(host, { settings, version: '0.0.0' });
  return errors;
}

it('a person who starts the server on a terminal is told what it waits for', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true });
  expect(startWith(terminal)).toContain('waiting for a client on stdin. Ctrl-C ends it');
});

it('a client that starts the server hears nothing on stderr, except hints about its settings', () => {
  expect(startWith(new PassThrough())).toBe('');
  expect(startWith(new PassThrough(), ['VPS_X counts as unset.'])).toBe(
    'vps-order-mcp warn: VPS_X counts as unset.\n',
  );
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

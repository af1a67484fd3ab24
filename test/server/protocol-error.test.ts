import { expect, test } from 'vitest';
import { overlong } from '../../src/server/lenient-transport.ts';
import { reportProtocolError } from '../../src/server/stdio-server.ts';

function messageOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

const brokenPipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });

const errors: [what: string, error: Error, line: string][] = [
  ['a line that is no JSON', messageOf(() => JSON.parse('PRIVATE')), 'warn: protocol: a line is not JSON'],
  [
    'an answer that nobody waits for',
    new Error('Received a response for an unknown message ID: {"result":"PRIVATE"}'),
    'warn: protocol: Received a response for an unknown message ID',
  ],
  ['a client that is gone', brokenPipe, 'info: the client reads no more.'],
  ['an overlong line', new Error(overlong), 'error: a request line is over 10 MiB; the connection ends.'],
];

test.each(errors)('%s is noted without its text', (_, error, line) => {
  const lines: string[] = [];
  reportProtocolError(error, (level, message) => lines.push(`${level}: ${message}`));
  expect(lines).toEqual([line]);
});

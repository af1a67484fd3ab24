import { expect, test } from 'vitest';
import * as z from 'zod';
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
    'a line that is no message',
    messageOf(() => z.strictObject({}).parse({ PRIVATE: 1 })),
    'warn: protocol: a line is not a JSON-RPC message',
  ],
  [
    'an answer that nobody waits for',
    new Error('Received a response for an unknown message ID: {"result":"PRIVATE"}'),
    'warn: protocol: Received a response for an unknown message ID',
  ],
  ['a client that is gone', brokenPipe, 'info: the client reads no more.'],
  [
    'an overlong line',
    new Error('ReadBuffer exceeded maximum size of 10485760 bytes'),
    'error: a request line is over 10 MiB; the connection ends.',
  ],
];

test.each(errors)('%s is noted without its text', (_, error, line) => {
  const lines: string[] = [];
  reportProtocolError(error, (level, message) => lines.push(`${level}: ${message}`));
  expect(lines).toEqual([line]);
});

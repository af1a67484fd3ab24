import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { clientHello, type ServerProcess, startProcess, toLines } from '../kit/server-process.ts';

const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': clientHello.clientInfo,
  'io.modelcontextprotocol/clientCapabilities': {},
};

async function answerTo(server: ServerProcess, id: unknown) {
  for (;;) {
    const found = server.answers().find(answer => answer.id === id);
    if (found) return found;
    await new Promise(resolve => server.child.stdout?.once('data', resolve));
  }
}

const refused = { error: { code: -32600 } };
const listed = { result: { tools: expect.any(Array) } };
/** What a tool answers to arguments in which an id is missing or unreadable. */
const refusedByTool = (message: string) => ({
  result: {
    structuredContent: {
      outcome: 'failed',
      error: { code: 'invalid_request', message: expect.stringContaining(message) },
    },
  },
});

describe.each(['2025-11-25', '2026-07-28'])('to a client of %s', revision => {
  const meta = revision === '2026-07-28' ? envelope : undefined;
  const list = { method: 'tools/list', params: { _meta: meta } };
  let server: ServerProcess;
  beforeEach(async () => {
    server = startProcess();
    if (!meta) {
      // What an editor or a shell may put in front of the first line.
      const hello = { jsonrpc: '2.0', id: 'hello', method: 'initialize', params: clientHello };
      server.child.stdin?.write(`\uFEFF${JSON.stringify(hello)}\n`);
    } else server.child.stdin?.write(`\uFEFF${JSON.stringify({ jsonrpc: '2.0', id: 'hello', ...list })}\n`);
    await answerTo(server, 'hello');
  });

  it('every request whose id can be read is answered', async () => {
    const status = (args: unknown) => ({
      method: 'tools/call',
      params: { name: 'order_status', arguments: args, _meta: meta },
    });
    const cases: [message: object, answer: object][] = [
      [{ ...list, trace: 'x' }, listed],
      [{ ...list, params: { _meta: { ...meta, progressToken: null } } }, listed],
      [{ ...list, method: 7 }, refused],
      [{ ...list, jsonrpc: '1.0' }, refused],
      [{ ...list, params: [1] }, refused],
      [{ ...list, params: { _meta: 7 } }, refused],
      ...[null, [], '', '{}'].map(
        args => [status(args), refusedByTool('order_id: is missing')] as [object, object],
      ),
      [status('{"order_id":"x"}'), refusedByTool('order_id: "x"')],
      [status('order 7'), refusedByTool('arguments: is of type string; give an object')],
      [status([7]), refusedByTool('arguments: is of type array; give an object')],
      // Of the newer revision every request needs its own `_meta`.
      ...(meta
        ? []
        : ([
            [{ ...list, params: null }, listed],
            [{ ...list, params: { _meta: null } }, listed],
          ] as [object, object][])),
    ];
    cases.forEach(([message], id) => {
      server.send({ id, ...message });
    });
    for (const [id, [, answer]] of cases.entries())
      expect(await answerTo(server, id), `case ${id}`).toMatchObject(answer);
  });

  it('each message of a list is answered', async () => {
    const batch = [
      { jsonrpc: '2.0', id: 'a', ...list },
      { jsonrpc: '2.0', id: 'b' },
    ];
    server.child.stdin?.write(`${JSON.stringify(batch)}\r\n`);
    expect(await answerTo(server, 'a')).toMatchObject(listed);
    expect(await answerTo(server, 'b')).toMatchObject(refused);
  });

  it('a line in parts is one line, and two lines in one part are two', async () => {
    const line = (id: string) => `${JSON.stringify({ jsonrpc: '2.0', id, ...list, note: 'ü' })}\n`;
    const bytes = Buffer.from(line('one') + line('two'));
    const middle = bytes.indexOf('ü') + 1;
    server.child.stdin?.write(bytes.subarray(0, middle));
    await setImmediate();
    server.child.stdin?.write(bytes.subarray(middle));
    expect(await answerTo(server, 'one')).toMatchObject(listed);
    expect(await answerTo(server, 'two')).toMatchObject(listed);
  });

  it('what is skipped is noted without its text', async () => {
    const lines = [
      'PRIVATE',
      '',
      '[7]',
      'null',
      '{"PRIVATE":1}',
      '{"jsonrpc":"2.0","id":{"PRIVATE":1},"method":"x"}',
    ];
    server.child.stdin?.write(`${lines.join('\n')}\n`);
    server.send({ id: 9, result: { PRIVATE: 1 } });
    server.send({ id: 'end', ...list, PRIVATE: 1 });
    await answerTo(server, 'end');
    server.child.stdin?.end();
    await server.ended;
    expect(toLines(server.stderr())).toEqual([
      'vps-order-mcp warn: protocol: a line is not JSON',
      ...Array(4).fill('vps-order-mcp warn: protocol: a line is not a JSON-RPC message'),
    ]);
    expect(server.stdout()).not.toContain('PRIVATE');
  });
});

import { InMemoryTransport } from '@modelcontextprotocol/client';
import { type JSONRPCMessage, McpServer } from '@modelcontextprotocol/server';
import { expect, it } from 'vitest';
import { answerHandshake } from '../../src/server/handshake.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer, serveInProcess } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

const clientInfo = { name: 'test', version: '1' };

/** What a server of the SDK answers to a request, and what it then knows of the client. */
async function ask(
  { method = 'initialize', ...params }: { method?: string; [name: string]: unknown },
  change: (server: McpServer) => void = () => {},
) {
  const options = { capabilities: { tools: { listChanged: false } }, instructions: 'Order with care.' };
  const server = new McpServer({ name: 'test', version: '2' }, options);
  change(server);
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.connect(far);
  const answered = new Promise<JSONRPCMessage>(resolve => {
    near.onmessage = resolve;
  });
  await near.start();
  await near.send({ jsonrpc: '2.0', id: 1, method, params });
  const answer = await answered;
  await server.close();
  const { elicitation } = server.server.getClientCapabilities() ?? {};
  return { answer, elicitation, name: server.server.getClientVersion()?.name };
}

const askOurs = (params: object) => ask({ ...params }, server => answerHandshake(server, []));

it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28', '1999-01-01'])(
  'a client of %s gets the answer that the SDK gives',
  async protocolVersion => {
    const params = { protocolVersion, clientInfo, capabilities: {} };
    const ours = await askOurs(params);
    expect(ours).toEqual(await ask(params));
    expect(ours.answer).toHaveProperty('result.protocolVersion');
  },
);

it.each([undefined, {}, { form: {} }, { url: {} }, { form: {}, url: {} }])(
  'elicitation %j is understood as the SDK understands it',
  async elicitation => {
    const capabilities = { ...(elicitation && { elicitation }), roots: { listChanged: true } };
    const params = { protocolVersion: '2025-06-18', clientInfo, capabilities };
    const ours = await askOurs(params);
    expect(ours).toEqual(await ask(params));
    expect(ours.elicitation === undefined).toBe(elicitation === undefined);
  },
);

it.each([
  { clientInfo, capabilities: {} },
  { protocolVersion: 7, clientInfo, capabilities: {} },
  { protocolVersion: '2025-06-18', capabilities: {} },
  { protocolVersion: '2025-06-18', clientInfo: { name: 'test' }, capabilities: {} },
  { protocolVersion: '2025-06-18', clientInfo },
  { protocolVersion: '2025-06-18', clientInfo, capabilities: { elicitation: true } },
  { protocolVersion: '2025-06-18', clientInfo, capabilities: { elicitation: [] } },
])('%j is refused, as the SDK does', async params => {
  expect((await ask(params)).answer).toHaveProperty('error.message');
  const { answer } = await askOurs(params);
  expect(answer).toMatchObject({
    error: { code: -32602, message: expect.stringMatching(/→ at /) },
  });
});

it.each([{}, { sandbox: true }, { readOnly: true }])('with %j both eras list the same tools', async facts => {
  const settings = createSettings(await openSandbox(), facts);
  const [older, newer] = await Promise.all(
    (['legacy', 'modern'] as const).map(async era => {
      const { client } = await openServer({ era, settings });
      return (await client.listTools()).tools;
    }),
  );
  expect(older).toEqual(newer);
  expect(older).toHaveLength('readOnly' in facts ? 3 : 5);
});

it.each(['resources/list', 'completion/complete', 'logging/setLevel', 'nonsense'])(
  '%s, which this server has nothing for, gets the answer that the SDK gives',
  async method => {
    const { answer } = await askOurs({ method });
    expect(answer).toEqual((await ask({ method })).answer);
    expect(answer).toHaveProperty('error.code', -32601);
  },
);

it('a call that does not wait for the answer still asks the person', async () => {
  const sandbox = await openSandbox();
  const { transport, close } = serveInProcess({ settings: createSettings(sandbox) });
  const methods: string[] = [];
  const asked = new Promise<void>(resolve => {
    transport.onmessage = message => {
      methods.push('method' in message ? message.method : 'answer');
      if (methods.length === 2) resolve();
    };
  });
  await transport.start();
  const hello = { protocolVersion: '2025-06-18', clientInfo, capabilities: { elicitation: {} } };
  void transport.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: hello });
  const params = { name: 'order_create', arguments: createOrder() };
  void transport.send({ jsonrpc: '2.0', id: 2, method: 'tools/call', params });
  await asked;
  expect(methods).toEqual(['answer', 'elicitation/create']);
  expect(sandbox.orders()).toEqual([]);
  await close();
});

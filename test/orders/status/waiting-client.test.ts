import { describe, expect, it } from 'vitest';
import { type Era, eras } from '../../kit/open-server.ts';
import { call as callSandbox, createGate, exampleOrder } from '../../sandbox/sandbox-client.ts';
import { afterAnswer, openWatching } from './open-watching.ts';

type Watching = Awaited<ReturnType<typeof openWatching>>;

/** Every progress notification that reaches the client, asked for or not. */
function collectProgress({ client }: Watching): object[] {
  const seen: object[] = [];
  const { transport } = client;
  if (!transport) throw new Error('not connected');
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => {
    if ('method' in message && message.method === 'notifications/progress') seen.push(message.params ?? {});
    deliver?.(message, extra);
  };
  return seen;
}

const waitFor = (seconds: number, orderId = 73) => ({
  name: 'order_status',
  arguments: { order_id: orderId, wait_seconds: seconds },
});

describe('progress', () => {
  it.each(eras)('grows and says what is being waited for, up to the answer, for a %s client', async era => {
    const watching = await openWatching({ era, paid: true, names: ['web', 'db'] });
    const seen: { progress: number; message?: string }[] = [];
    await watching.client.callTool(waitFor(45), { onprogress: progress => seen.push(progress) });
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen.map(({ progress }) => progress)).toEqual(seen.map((_, index) => index + 1));
    expect(new Set(seen.map(({ message }) => message))).toEqual(new Set(['Waiting for 2 of 2 servers.']));
  });

  it.each([
    ['the payment', {}, 'Waiting for the payment to arrive.'],
    ['one server', { paid: true }, 'Waiting for the server.'],
  ])('names %s', async (_, options, message) => {
    const watching = await openWatching({ ...options });
    const seen: (string | undefined)[] = [];
    await watching.client.callTool(waitFor(2), { onprogress: progress => seen.push(progress.message) });
    expect(seen[0]).toBe(message);
  });

  it('is silent without a token, and when nothing is waited for', async () => {
    const watching = await openWatching({ paid: true });
    const seen = collectProgress(watching);
    await watching.client.callTool(waitFor(2));
    expect(watching.count('order_status')).toBeGreaterThan(2);
    expect(seen).toEqual([]);
    await watching.client.callTool(waitFor(0), { onprogress: () => {} });
    expect(seen).toEqual([]);
    await watching.client.callTool(waitFor(2), { onprogress: () => {} });
    expect(seen.length).toBeGreaterThan(0);
  });
});

describe.each(eras)('a cancel by a %s client', era => {
  it('between two looks stops the watch: the provider is not asked again', async () => {
    const watching = await openCancelled(era);
    const { sandbox, controller } = watching;
    afterAnswer(sandbox, { action: 'server_list', times: 3 }, () => controller.abort());
    await expect(watching.calling()).rejects.toThrow();
    const before = sandbox.received.length;
    await watching.letTimePass();
    expect(watching.receivedOfOrder73()).toBe(before);
  });

  it.each(['order_status', 'server_list'])('during a look, at its %s, ends it there', async action => {
    const watching = await openCancelled(era);
    const { sandbox, controller } = watching;
    const held = createGate();
    let looks = 0;
    sandbox.hooks.beforeAnswer = async request => {
      if (request.action !== action) return;
      looks += 1;
      if (looks !== 2) return;
      controller.abort();
      await held.opened;
    };
    await expect(watching.calling()).rejects.toThrow();
    const before = sandbox.received.length;
    held.open();
    await watching.letTimePass();
    expect(watching.receivedOfOrder73()).toBe(before);
  });

  it('during the first look asks for no servers', async () => {
    const watching = await openCancelled(era);
    const { sandbox, controller } = watching;
    sandbox.hooks.beforeAnswer = () => controller.abort();
    await expect(watching.calling()).rejects.toThrow();
    sandbox.hooks.beforeAnswer = undefined;
    await watching.letTimePass();
    expect(watching.receivedOfOrder73()).toBe(1);
  });
});

/** A paid order 73 whose call the test cancels; time passes in the watch of another order, 74, by the same server. */
async function openCancelled(era: Era) {
  const watching = await openWatching({ era, paid: true, sandbox: { provisioningMs: 600_000 } });
  const { sandbox, client } = watching;
  await callSandbox(sandbox, exampleOrder);
  sandbox.received.length = 0;
  const controller = new AbortController();
  const isOfOrder73 = ({ rawBody }: { rawBody: string }) => /\b(73|1293)\b/.test(rawBody);
  return {
    ...watching,
    controller,
    calling: () => client.callTool(waitFor(45), { signal: controller.signal }),
    receivedOfOrder73: () => sandbox.received.filter(isOfOrder73).length,
    letTimePass: async () => {
      sandbox.hooks.afterAnswer = undefined;
      const { structuredContent } = await client.callTool(waitFor(45, 74));
      expect(structuredContent).toMatchObject({ outcome: 'ok', waited_seconds: expect.any(Number) });
    },
  };
}

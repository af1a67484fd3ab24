import { ResourceNotFoundError } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, type Era, eras, openServer } from '../kit/open-server.ts';
import { toFault } from '../kit/scripted-answer.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

async function open(era?: Era) {
  const sandbox = await openSandbox();
  const settings = createSettings(sandbox);
  const { client, call } = await openServer({ era, settings });
  const read = async (uri: string) => {
    const { contents } = await client.readResource({ uri });
    const [content] = contents;
    if (contents.length !== 1 || !content || !('text' in content)) throw new Error('not one text');
    expect(content).toMatchObject({ uri, mimeType: 'application/json' });
    return JSON.parse(content.text);
  };
  return { sandbox, client, call, read };
}

describe('resources', () => {
  it.each(eras)(
    'are one template and two lists, and listing them asks the provider nothing, for a %s client',
    async era => {
      const { client, sandbox } = await open(era);
      expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual([
        'vps://orders/unpaid',
        'vps://servers',
        'ui://vps-order/order.html',
      ]);
      const { resourceTemplates } = await client.listResourceTemplates();
      expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['vps://orders/{order_id}']);
      expect(sandbox.received).toEqual([]);
    },
  );

  it.each(eras)('say what the tools say, for a %s client', async era => {
    const { call, read } = await open(era);
    expect(await read('vps://servers')).toMatchObject({ outcome: 'ok', servers: [], total: 0 });
    const { order_id } = await call('order_create', createOrder('shop'));
    expect(await read(`vps://orders/${order_id}`)).toMatchObject({
      outcome: 'ok',
      order: { order_id, order_items: [{ reference: 'shop', state: 'accepted' }] },
    });
    expect(await read(`vps://orders/${order_id}`)).toMatchObject(await call('order_status', { order_id }));
  });

  it.each([
    ['an order that does not exist', 'vps://orders/999', 'status 404'],
    ['an id that is none', 'vps://orders/abc', 'is not an id'],
    ['a resource that does not exist', 'vps://prices', 'vps://prices'],
  ])('answer %s with an error that says so', async (_, uri, words) => {
    const { client } = await open();
    const error = await client.readResource({ uri }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining(words) });
    expect(error).toBeInstanceOf(ResourceNotFoundError);
  });

  it('answer a failing provider with an error, and not with its words as content', async () => {
    const { client, sandbox } = await open();
    sandbox.setFault('server_list', { name: 'status-403' });
    await expect(client.readResource({ uri: 'vps://servers' })).rejects.toMatchObject({
      code: -32603,
      message: expect.stringContaining('does not allow this'),
    });
  });

  it('keep what a failing provider says to themselves', async () => {
    const { client, sandbox } = await open();
    sandbox.setFault('server_list', toFault('echo-credentials'));
    const reading = client.readResource({ uri: 'vps://servers' }).then(
      ({ contents }) => JSON.stringify(contents),
      (error: Error) => error.message,
    );
    expect(await reading).not.toContain(sandbox.token);
  });
});

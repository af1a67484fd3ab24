import { describe, expect, it } from 'vitest';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

describe.each(eras)('with VPS_READ_ONLY, for a %s client', era => {
  it('the tools that spend and cancel do not exist', async () => {
    const sandbox = await openSandbox();
    const { client, call } = await openServer({ era, settings: createSettings(sandbox, { readOnly: true }) });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(['order_list', 'order_status', 'server_list']);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    const calls = [
      { name: 'order_create', arguments: { ...createOrder() } },
      { name: 'order_cancel', arguments: { order_id: 73 } },
    ];
    for (const params of calls) await expect(client.callTool(params)).rejects.toThrow(/not found/);
    expect(sandbox.received).toEqual([]);
    expect(await call('order_list')).toMatchObject({ outcome: 'ok' });
  });
});

import { describe, expect, it } from 'vitest';
import { tools } from '../../src/tools/registry.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

describe.each(eras)('with VPS_READ_ONLY, for a %s client', era => {
  it('the tools that spend and cancel do not exist', async () => {
    const sandbox = await openSandbox();
    const { client, call } = await openServer({ era, settings: createSettings(sandbox, { readOnly: true }) });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['order_status', 'order_list', 'server_list']);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    const calls = [
      { name: 'order_create', arguments: { ...createOrder() } },
      { name: 'order_cancel', arguments: { order_id: 73 } },
    ];
    for (const params of calls) await expect(client.callTool(params)).rejects.toThrow(/not found/);
    expect(sandbox.received).toEqual([]);
    expect(await call('order_list')).toMatchObject({ outcome: 'ok' });
  });

  it('what is advertised names no tool that does not exist, and says why the rest is missing', async () => {
    const sandbox = await openSandbox();
    const { client } = await openServer({ era, settings: createSettings(sandbox, { readOnly: true }) });
    const listed = [
      await client.listTools(),
      await client.listResources(),
      await client.listResourceTemplates(),
    ];
    const text = `${JSON.stringify(listed)} ${client.getInstructions()}`;
    const named = tools.map(({ name }) => name).filter(name => text.includes(name));
    expect(named).toEqual(['order_status', 'order_list', 'server_list']);
    expect(client.getInstructions()).toContain('Nothing can be ordered or cancelled here');
    expect(client.getInstructions()).toContain('VPS_READ_ONLY');
  });
});

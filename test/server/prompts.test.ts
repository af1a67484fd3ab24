import { describe, expect, it } from 'vitest';
import { createSettings, type Era, eras, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

async function open({ era, readOnly = false }: { era?: Era; readOnly?: boolean } = {}) {
  const sandbox = await openSandbox();
  const { client } = await openServer({ era, settings: createSettings(sandbox, { readOnly }) });
  const getText = async (args: Record<string, string>) => {
    const { messages } = await client.getPrompt({ name: 'order_vps', arguments: args });
    const [message] = messages;
    if (messages.length !== 1 || message?.content.type !== 'text') throw new Error('not one text');
    expect(message.role).toBe('user');
    return message.content.text;
  };
  return { sandbox, client, getText };
}

describe('the prompt order_vps', () => {
  it.each(eras)('is listed with arguments that all may be missing, for a %s client', async era => {
    const { client } = await open({ era });
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['order_vps']);
    expect(prompts[0]?.arguments?.map(({ name, required }) => [name, required ?? false])).toEqual([
      ['name', false],
      ['quantity_ram_gb', false],
      ['quantity_cpu', false],
      ['quantity_storage_gb', false],
      ['os', false],
      ['authorized_keys', false],
      ['ip_allow', false],
    ]);
  });

  it('asks for what is missing, then dry-runs, orders once, and waits', async () => {
    const { getText, sandbox } = await open();
    const text = await getText({ name: 'shop', quantity_ram_gb: '2', os: ' ' });
    expect(text).toContain('Decided:\n- name: shop\n- quantity_ram_gb: 2\n');
    expect(text).toContain(
      'Not decided yet: quantity_cpu, quantity_storage_gb, os, authorized_keys, ip_allow.',
    );
    const order = ['Ask me', 'dry_run', 'idempotency_key', 'payment_required', 'wait_seconds', 'addresses'];
    const places = order.map(word => text.indexOf(word));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(sandbox.received).toEqual([]);
  });

  it('asks for everything when nothing is decided, and for nothing when all is', async () => {
    const { getText } = await open();
    expect(await getText({})).not.toContain('Decided:');
    const all = ['name', 'quantity_ram_gb', 'quantity_cpu', 'quantity_storage_gb', 'os', 'authorized_keys'];
    const given = Object.fromEntries([...all, 'ip_allow'].map(name => [name, 'given']));
    expect(await getText(given)).not.toContain('Not decided yet');
  });

  it('does not exist where nothing can be ordered', async () => {
    const { client } = await open({ readOnly: true });
    expect(client.getServerCapabilities()).not.toHaveProperty('prompts');
    await expect(client.getPrompt({ name: 'order_vps' })).rejects.toThrow();
  });
});

describe.each(eras)('what is declared in the %s era', era => {
  it('is served, and nothing more is declared', async () => {
    const { client } = await open({ era });
    expect(client.getServerCapabilities()).toEqual({
      extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } },
      prompts: { listChanged: false },
      resources: { listChanged: false },
      tools: { listChanged: false },
    });
    expect((await client.listTools()).tools).toHaveLength(5);
    expect((await client.listResources()).resources).toHaveLength(3);
    expect((await client.listPrompts()).prompts).toHaveLength(1);
  });

  it('takes nothing from the tools', async () => {
    const { client } = await open({ era, readOnly: true });
    expect((await client.listTools()).tools).toHaveLength(3);
    expect((await client.listResources()).resources).toHaveLength(3);
  });
});

import type { ElicitResult } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/start-sandbox.ts';
import type { Settings } from '../../src/settings/load-settings.ts';
import { createItem } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { createRsaLine } from '../request/openssh-keys.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { yes } from './ask-by-hand.ts';

interface Changes {
  readonly options?: object;
  readonly features?: object;
  readonly sshd?: object;
}

/** A server about which there is nothing to say but what the changes bring. */
function createCarefulItem({ options, features, sshd }: Changes = {}) {
  const item = createItem();
  const { options: plain } = item.product;
  const access = { ...plain.features.sshd, ip_allow: '8.8.8.8', ...sshd };
  const all = { ...plain, ...options, features: { ...plain.features, sshd: access, ...features } };
  return { ...item, product: { ...item.product, options: all } };
}

const said: [string, Changes, RegExp][] = [
  ['the whole internet in ip_allow', { sshd: { ip_allow: '0.0.0.0/0' } }, /covers the whole internet/],
  ['all of IPv6 in ip_allow', { sshd: { ip_allow: '::/0' } }, /covers the whole internet/],
  ['blocks that add up to all', { sshd: { ip_allow: '0.0.0.0/1,128.0.0.0/1' } }, /covers the whole internet/],
  [
    'half of the internet',
    { sshd: { ip_allow: '0.0.0.0/1' } },
    /covers the whole internet, or at least half/,
  ],
  ['a large part of the internet', { sshd: { ip_allow: '128.0.0.0/1' } }, /very many public addresses/],
  ['no ip_allow', { sshd: { ip_allow: undefined } }, /No ip_allow: the newer API revision requires it/],
  ['a private address', { sshd: { ip_allow: '8.8.8.8,10.0.0.1' } }, /10\.0\.0\.1 \(private\)/],
  ['a documentation address', { sshd: { ip_allow: '203.0.113.7' } }, /203\.0\.113\.7 \(documentation\)/],
  ['port 22 among the public ones', { sshd: { public_ports_allow: '22:22' } }, /Port 22 \(SSH\) is open/],
  ['a database port', { sshd: { public_ports_allow: '5432' } }, /5432 \(PostgreSQL\)/],
  ['an administration port', { sshd: { public_ports_allow: '3389' } }, /3389 \(Remote Desktop\)/],
  ['firewall_addme alone', { options: { firewall_addme: '1' } }, /firewall_id, which is missing/],
  ['neither keys nor cloud-init', { features: { sshd: undefined } }, /Nobody can log in/],
];

const unsaid: [string, Changes][] = [
  ['less than very many addresses', { sshd: { ip_allow: '8.0.0.0/9' } }],
  ['the address after the private ones', { sshd: { ip_allow: '11.0.0.0' } }],
  ['the address after the documentation ones', { sshd: { ip_allow: '203.0.114.0' } }],
  ['the ports next to that of SSH', { sshd: { public_ports_allow: '20,24' } }],
  ['the ports around a database', { sshd: { public_ports_allow: '5431,5433' } }],
  ['the ports around an administration port', { sshd: { public_ports_allow: '3388,3390' } }],
  ['firewall_addme with its group', { options: { firewall_addme: '1', firewall_id: 12 } }],
  ['no SSH but cloud-init', { features: { sshd: undefined, cloud_init_url: 'https://a.example/init' } }],
];

async function openTool(answer: ElicitResult = yes, options: SandboxOptions = {}) {
  const sandbox = await openSandbox(options);
  return await openServer({ settings: createSettings(sandbox), answer: () => answer });
}

describe('a warning', () => {
  it('comes with what it is about', async () => {
    const { call } = await openTool();
    for (const [about, changes, message] of said) {
      const { warnings } = await call('order_create', { items: [createCarefulItem(changes)], dry_run: true });
      expect(warnings, about).toEqual([expect.stringMatching(message)]);
    }
  });

  it('does not come with what only nearly is', async () => {
    const { call } = await openTool();
    for (const [about, changes] of unsaid) {
      const result = await call('order_create', { items: [createCarefulItem(changes)], dry_run: true });
      expect(result, about).toMatchObject({ outcome: 'dry_run' });
      expect(result, about).not.toHaveProperty('warnings');
    }
  });

  it('is about several servers that may share one host', async () => {
    const { call } = await openTool();
    const rehearse = async (...antiaffinity: (number | undefined)[]) => {
      const items = antiaffinity.map(number => createCarefulItem({ options: { antiaffinity: number } }));
      return (await call('order_create', { items, dry_run: true })).warnings;
    };
    expect(await rehearse(undefined)).toBeUndefined();
    expect(await rehearse(1, 1)).toBeUndefined();
    expect(await rehearse(1, undefined)).toEqual([expect.stringContaining('1 of 2 servers')]);
  });

  it('names the server that it is about among several', async () => {
    const { call } = await openTool();
    const open = createCarefulItem({ options: { antiaffinity: 1 }, sshd: { public_ports_allow: '22' } });
    const items = [createCarefulItem({ options: { antiaffinity: 1 } }), { ...open, name: 'db' }];
    const { warnings } = await call('order_create', { items, dry_run: true });
    expect(warnings).toEqual([expect.stringMatching(/^Server 2 \("db"\): Port 22/)]);
  });

  it.each<[string, ElicitResult, SandboxOptions]>([
    ['ordered', yes, {}],
    ['payment_required', yes, { creditCents: 0 }],
    ['unknown', yes, { faults: { order_create: { name: 'reset-before' } } }],
    ['declined', { action: 'decline' }, {}],
  ])('travels in the question and in the result: %s', async (outcome, answer, options) => {
    const { call, questions } = await openTool(answer, options);
    const items = [createCarefulItem({ sshd: { public_ports_allow: '22' } })];
    const result = await call('order_create', { items });
    expect(result).toMatchObject({ outcome, warnings: [expect.stringMatching(/^Port 22/)] });
    expect(questions[0]?.message).toContain('\n\nWarning: Port 22 (SSH) is open');
  });

  it.each<[Settings['confirm'], boolean, Changes]>([
    ['always', false, { sshd: { public_ports_allow: '22' } }],
    ['always', true, { sshd: { public_ports_allow: '22' } }],
    ['auto', false, { sshd: { public_ports_allow: '22', ip_allow: '0.0.0.0/0' } }],
    ['never', true, { sshd: { public_ports_allow: '22', ip_allow: '0.0.0.0/0' } }],
  ])(
    'travels in the refusal where VPS_CONFIRM=%s and nobody can be asked (dry run: %s)',
    async (confirm, dry_run, changes) => {
      const sandbox = await openSandbox();
      const { call } = await openServer({ settings: createSettings(sandbox, { confirm }) });
      const result = await call('order_create', { items: [createCarefulItem(changes)], dry_run });
      expect(result).toMatchObject({ outcome: 'not_ordered', error: { code: 'confirmation_unavailable' } });
      expect(result.warnings).toContainEqual(expect.stringMatching(/^Port 22/));
      const careful = await call('order_create', { items: [createCarefulItem()], dry_run });
      expect(careful).not.toHaveProperty('warnings');
      expect(sandbox.received.filter(({ action }) => action === 'order_create')).toHaveLength(
        confirm === 'auto' ? 1 : 0,
      );
    },
  );

  it('is no more than a refusal where a key is too weak to order with', async () => {
    const { call, questions } = await openTool();
    for (const authorized_keys of [createRsaLine(2047), 'ssh-dss AAAAB3NzaC1kc3MAAACBAA== old@laptop']) {
      const result = await call('order_create', {
        items: [createCarefulItem({ sshd: { authorized_keys } })],
      });
      expect(result).toMatchObject({ outcome: 'not_ordered', error: { code: 'invalid_request' } });
      expect(result.error).toMatchObject({
        message: expect.stringMatching(/^items\[0\]\.product\.options\.features\.sshd\.authorized_keys/),
      });
    }
    expect(questions).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderOrderQuestion } from '../../src/consent/order-question.ts';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { parsePublicKeys } from '../../src/request/public-keys.ts';
import { describeWarnings, isOpenToTheInternet } from '../../src/request/warnings.ts';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createEd25519Line } from '../request/openssh-keys.ts';
import { richOrder } from './rich-order.ts';

const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

function render(order: object, { sandbox = false } = {}): string {
  const args = orderRequestSchema.parse(order);
  return renderOrderQuestion({
    items: args.items,
    reference: args.reference ?? 'vps-0011223344',
    host: 'my.klikk.com',
    estimate: undefined,
    sandbox,
    openOrders: [],
    opensSsh: isOpenToTheInternet(args),
    warnings: describeWarnings(args),
  });
}

/** The texts and numbers of a request, wherever they stand. */
function listValues(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(listValues);
  return [String(value)];
}

describe('the question before an order', () => {
  it('reads like this', () => {
    expect(render(richOrder)).toMatchInlineSnapshot(`
      "Order 2 servers, together 64.5 GB RAM, 25 CPU, 2025 GB disk at my.klikk.com?
      No price is known. SSH is open to half of the internet or more.

      1. VPS "web \\"1\\""
         RAM 0.5 GB, CPU 9, storage 25 GB
         Operating system: "Debian" version "10.4"
         IPv4 address: yes
         May log in: ssh-ed25519 SHA256:ubxEl41fJDnUoEPKSZE0y6R0ZjjAQf/wV5vZgeBV8qk "person@example"
         May log in: ssh-rsa SHA256:ecOadYuKd3sZt88BcsfofO2iQzd1t1iQSPFiPNMWCn4 "build server, 2nd floor"
         SSH is reachable from: 0.0.0.0/0, 2600::1
         Ports open to everyone: 22, 80, 443, 3306, 12000:12010
         Firewall group: 12
         Its address is added to that group (firewall_addme): yes
         Antiaffinity: 7
         Cloud-init is loaded from: https://boot.example/init/web?***

      2. VPS "db-Größe"
         RAM 64 GB, CPU 16, storage 2000 GB
         Operating system: number 2 of the provider's
         IPv4 address: not given
         May log in: ssh-ed25519 SHA256:ubxEl41fJDnUoEPKSZE0y6R0ZjjAQf/wV5vZgeBV8qk "person@example"
         SSH is reachable from: not given, so the provider's default applies
         Ports open to everyone: none given

      Reference: "Project \\"Falcon\\""

      Warning: Server 1 ("web \\"1\\""): ip_allow covers the whole internet, or at least half of it: strangers can try to log in over SSH.

      Warning: Server 1 ("web \\"1\\""): Port 22 (SSH) is open to everyone, whatever ip_allow says.

      Warning: Server 1 ("web \\"1\\""): Database or administration ports are open to everyone: 3306 (MySQL).

      Warning: Server 2 ("db-Größe"): No ip_allow: the newer API revision requires it, and SSH may be open to everyone.

      Warning: 1 of 2 servers have no antiaffinity and may share one host.

      No price is known: the provider states none before its invoice, and the operator gave no price list that is still valid (VPS_PRICE_LIST); the provider's website or support can say what it costs.
      Credit of the account may be charged, or an invoice made."
    `);
  });

  it('says SANDBOX first, and that its money is play money', () => {
    const text = render(createOrder(), { sandbox: true });
    expect(text).toMatch(/^SANDBOX: Order 1 server with /);
    expect(text).toContain('no price');
    expect(text).toContain('This is the sandbox');
    expect(render(createOrder())).not.toMatch(/sandbox/i);
  });

  it('shows every value that is sent, but of a key its fingerprint and of a URL no query', () => {
    const text = render(richOrder);
    const values = listValues(richOrder).filter(value => !/^ssh-|^https:/.test(value));
    const shown = text.replaceAll('\\"', '"').replaceAll(', ', ',');
    for (const value of values.filter(text => text !== '1')) expect(shown).toContain(value);
    const keys = richOrder.items.flatMap(({ product }) =>
      parsePublicKeys(product.options.features.sshd.authorized_keys),
    );
    for (const { type, fingerprint, comment } of keys)
      expect(text).toContain(`${type} ${fingerprint} "${comment}"`);
    expect(text).toContain('https://boot.example/init/web?***');
    expect(text).not.toContain('s3cr3t');
    expect(text).not.toContain('AAAA');
  });

  it.each([
    [{ ipv4: 1 }, 'IPv4 address: yes'],
    [{ ipv4: 0 }, 'IPv4 address: no'],
    [{}, 'IPv4 address: not given'],
    [{}, 'SSH access: none given'],
  ])('of the features %j says "%s"', (features, line) => {
    const [item] = createOrder().items;
    const options = { ...item?.product.options, features };
    expect(render({ items: [{ ...item, product: { name: 'VPS', options } }] })).toContain(`   ${line}\n`);
  });

  it.each([
    [{ firewall_id: 12, firewall_addme: '0' }, '(firewall_addme): no'],
    [{ firewall_addme: '1' }, '(firewall_addme): yes'],
    [{ firewall_id: '007' }, 'Firewall group: 007'],
    [{ antiaffinity: 0 }, 'Antiaffinity: 0'],
  ])('of the options %j says "%s"', (changes, line) => {
    const [item] = createOrder().items;
    const options = { ...item?.product.options, ...changes };
    expect(render({ items: [{ ...item, product: { name: 'VPS', options } }] })).toContain(`${line}\n`);
  });

  it('is never cut short, however much is ordered', () => {
    const authorized_keys = Array.from({ length: 16 }, (_, index) =>
      createEd25519Line(`${index} ${'c'.repeat(190)}`),
    ).join('\n');
    const items = Array.from({ length: 50 }, (_, index) => {
      const item = createItem(`server ${index} ${'n'.repeat(50)}`);
      item.product.options.features.sshd.authorized_keys = authorized_keys;
      return item;
    });
    const text = render({ items });
    const keys = parsePublicKeys(authorized_keys);
    for (const { name } of items) expect(text).toContain(`"${name}"\n`);
    for (const { fingerprint, comment } of keys)
      expect(text.split(`${fingerprint} "${comment}"\n`)).toHaveLength(51);
    // The first two lines are the short of it.
    expect(text.split('\n').slice(2).join('\n')).not.toContain('…');
    expect(text).toMatch(/an invoice made\.$/);
  });

  it('holds nothing that does not show, and the same lines, whatever the names, versions and comments hold', () => {
    const [item] = orderRequestSchema.parse(richOrder).items;
    const lines = (name: string) => {
      if (!item) throw new Error('no item');
      const options = { ...item.product.options, os: name, os_version: name };
      const named = { name, product: { ...item.product, options } };
      return renderOrderQuestion({
        items: [named],
        reference: name,
        host: 'my.klikk.com',
        estimate: undefined,
        sandbox: false,
        openOrders: [name],
        opensSsh: false,
        warnings: [name],
      }).split('\n');
    };
    const plain = lines('plain').length;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name => {
        const rendered = lines(name);
        expect(rendered.join('\n')).not.toMatch(unseen);
        expect(rendered).toHaveLength(plain);
      }),
      { numRuns: 50 },
    );
  });

  it('lets no name end its own quotes', () => {
    const text = render(createOrder('a" is free of charge. "b'));
    expect(text).toContain('1. VPS "a\\" is free of charge. \\"b"\n');
  });
});

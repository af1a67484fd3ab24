/** The provider's documented request, with a real key in place of its dots. */
export const exampleKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE person@example';

/** One server as `order_create` takes it; what is given replaces the item's fields. */
export function createItem(name = 'My testserver 1') {
  return {
    name,
    product: {
      name: 'VPS',
      options: {
        quantity_ram_gb: 0.5,
        quantity_cpu: 9,
        quantity_storage_gb: 25,
        os: 2,
        features: {
          ipv4: 1,
          sshd: {
            authorized_keys: exampleKey,
            ip_allow: 'fec0:aaa:1:2::ff,192.168.0.0/24',
            public_ports_allow: '80,443,12000:12010',
          },
        },
      },
    },
  };
}

export function createOrder(name?: string): { items: ReturnType<typeof createItem>[] } {
  return { items: [createItem(name)] };
}

/** As a model writes the same arguments a second time. */
export function respellOrder({ items }: ReturnType<typeof createOrder>) {
  const respelled = items.map(({ name, product }) => {
    const { options } = product;
    const { sshd } = options.features;
    const ip_allow = sshd.ip_allow.split(',').reverse().join(', ');
    const public_ports_allow = sshd.public_ports_allow.replace(':', '-').split(',').reverse().join(' ');
    const features = { ...options.features, sshd: { ...sshd, ip_allow, public_ports_allow } };
    return { product: { ...product, options: { ...options, os: `${options.os}`, features } }, name };
  });
  return { reference: 'spelled anew', items: JSON.stringify(respelled) };
}

import { createEd25519Line } from './openssh-keys.ts';

export const exampleKey = createEd25519Line();

type Json = Record<string, unknown>;

/** The documented request, with a real key in place of its dots. */
export function createExampleRequest() {
  return {
    items: [
      {
        name: 'My testserver 1',
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
      },
    ],
    reference: 'Optional order reference',
  };
}

/** The documented request with other options, other features, other sshd settings. */
export function createRequestWith(changes: { options?: Json; features?: Json; sshd?: Json }) {
  const request = createExampleRequest();
  const [{ product }] = request.items as [(typeof request.items)[number]];
  const { features } = product.options;
  Object.assign(features.sshd, changes.sshd);
  Object.assign(features, changes.features);
  Object.assign(product.options, changes.options);
  return request;
}

import { exampleKey } from '../kit/example-order.ts';
import { toBlob, toLine } from '../request/openssh-keys.ts';

/** Nobody holds its private half; it is the same in every run, unlike a generated one. */
const shortRsaKey = toLine(
  'ssh-rsa',
  toBlob('ssh-rsa', Buffer.of(1, 0, 1), Buffer.concat([Buffer.of(0), Buffer.alloc(256, 0xa5)])),
  'build server, 2nd floor',
);

/** An order with every documented field, and with something to say about most of them. */
export const richOrder = {
  items: [
    {
      name: 'web "1"',
      product: {
        name: 'VPS',
        options: {
          quantity_ram_gb: 0.5,
          quantity_cpu: 9,
          quantity_storage_gb: 25,
          os: 'Debian',
          os_version: '10.4',
          features: {
            ipv4: 1,
            sshd: {
              authorized_keys: `${exampleKey}\n${shortRsaKey}`,
              ip_allow: '0.0.0.0/0,2600::1',
              public_ports_allow: '22,80,443,3306,12000:12010',
            },
            cloud_init_url: 'https://boot.example/init/web?token=s3cr3t-value&v=2',
          },
          antiaffinity: 7,
          firewall_id: 12,
          firewall_addme: '1',
        },
      },
    },
    {
      name: 'db-Größe',
      product: {
        name: 'VPS',
        options: {
          quantity_ram_gb: 64,
          quantity_cpu: 16,
          quantity_storage_gb: 2000,
          os: 2,
          features: { sshd: { authorized_keys: exampleKey } },
        },
      },
    },
  ],
  reference: 'Project "Falcon"',
};

import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { describeWarnings } from '../../src/request/warnings.ts';
import { createRequestWith } from './example-request.ts';

type Changes = Parameters<typeof createRequestWith>[0];

/** The documented request with an address that exists, which leaves nothing to warn about. */
export function createCarefulRequest(changes: Changes) {
  return createRequestWith({ ...changes, sshd: { ip_allow: '8.8.8.8', ...changes.sshd } });
}

/** The warnings about a careful request after these changes. */
export function warn(changes: Changes): string[] {
  return describeWarnings(orderRequestSchema.parse(createCarefulRequest(changes)));
}

const kinds = {
  'open-ssh': /covers the whole internet, or at least half of it/,
  'wide-ssh': /lets very many public addresses reach SSH/,
  'no-ip-allow': /^No ip_allow/,
  'non-public-ip-allow': /addresses that do not exist on the internet/,
  'public-ssh-port': /^Port 22/,
  'public-admin-port': /^Database or administration ports/,
  'firewall-addme-without-id': /^firewall_addme/,
};

/** What each warning is about, in a word. */
export function listKinds(changes: Changes): string[] {
  return warn(changes).map(warning => {
    const [kind = warning] = Object.entries(kinds).find(([, pattern]) => pattern.test(warning)) ?? [];
    return kind;
  });
}

import { orderCreateArgumentsSchema } from '../../src/request/order-create-arguments.ts';
import { findWarnings } from '../../src/request/request-warnings.ts';
import { createRequestWith } from './example-request.ts';

type Changes = Parameters<typeof createRequestWith>[0];

/** The documented request with an address that exists, which leaves nothing to warn about. */
export function createCarefulRequest(changes: Changes) {
  return createRequestWith({ ...changes, sshd: { ip_allow: '8.8.8.8', ...changes.sshd } });
}

/** The warnings about a careful request after these changes. */
export function warn(changes: Changes) {
  return findWarnings(orderCreateArgumentsSchema.parse(createCarefulRequest(changes)));
}

export function listCodes(changes: Changes): string[] {
  return warn(changes).map(({ code }) => code);
}

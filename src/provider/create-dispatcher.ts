import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { isLoopbackHost } from '../settings/loopback-host.ts';

/** A header block above this is an attack or an accident, never an answer. */
const maxHeaderBytes = 16 * 1024;

/** One pool of connections to the provider, through the proxy of the environment if there is one. */
export function createDispatcher(apiUrl: URL): Dispatcher {
  const tls = {
    // Stated, since NODE_TLS_REJECT_UNAUTHORIZED=0 in some host's environment would otherwise turn the check off.
    rejectUnauthorized: true,
  };
  const options = {
    maxHeaderSize: maxHeaderBytes,
    allowH2: false,
    pipelining: 1,
    connect: { ...tls, timeout: 10_000 },
  };
  if (isLoopbackHost(apiUrl.hostname)) return new Agent(options);
  return new EnvHttpProxyAgent({ ...options, requestTls: tls, proxyTls: tls });
}

import { Agent, Client, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { VpsError } from '../errors/vps-error.ts';
import { isLoopbackHost } from '../settings/value-parsers.ts';

const connectTimeoutMs = 10_000;

/** For each of a host's addresses; Node's own 250 ms are too few from the other side of the world. */
const addressTimeoutMs = 3_000;

/**
 * Connections to the provider, through the proxy of the environment if there is one, but never to this machine itself.
 * @throws VpsError `configuration` when the proxy's address can't be read.
 */
export function createDispatcher(apiUrl: URL): Dispatcher {
  // Stated, since NODE_TLS_REJECT_UNAUTHORIZED=0 in some host's environment would otherwise turn the check off.
  const connect = {
    rejectUnauthorized: true,
    timeout: connectTimeoutMs,
    autoSelectFamilyAttemptTimeout: addressTimeoutMs,
  };
  const options = { allowH2: false, pipelining: 1, connect, factory: createPool };
  if (isLoopbackHost(apiUrl.hostname)) return new Agent(options);
  try {
    return new EnvHttpProxyAgent({
      ...options,
      requestTls: connect,
      proxyTls: connect,
      // A tunnel that the proxy never opens; its requests would otherwise be waited for five minutes.
      clientFactory: (origin, own) => new Pool(origin, { ...own, headersTimeout: connectTimeoutMs }),
    });
  } catch (cause) {
    // The address may hold a password, so it is not repeated.
    const message = 'HTTPS_PROXY or HTTP_PROXY holds no usable proxy address; write it as http://HOST:PORT.';
    throw new VpsError('configuration', message, { cause });
  }
}

/**
 * undici connects again, at once and without end, where a connection is lost before it is ready, as when a proxy drops a
 * tunnel: thousands of attempts in a second. Here the first one is the last.
 */
function createPool(origin: string | URL, options: object): Pool {
  return new Pool(origin, options).on('connectionError', (_origin, targets, error) => {
    for (const target of targets) {
      if (target instanceof Client) target.destroy(error).catch(() => {});
    }
  });
}

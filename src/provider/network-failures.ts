import { VpsError } from '../errors/vps-error.ts';

/** Where a connection was to lead. */
export interface Route {
  /** The provider's host, with its port. */
  readonly host: string;
  readonly proxy?: ProxyInUse | undefined;
}

export interface ProxyInUse {
  /** The environment variable that names it. */
  readonly variable: string;
  /** Absent where the address cannot be read; it is not repeated, it may hold a password. */
  readonly host?: string;
}

type Hint = (route: Route) => string | undefined;

/** What the other end refuses is refused by the proxy where there is one. */
function atOtherEnd(hint: Hint): Hint {
  return route =>
    route.proxy
      ? `Proxy: ${route.proxy.host ?? 'its address'} (${route.proxy.variable}) does not let the connection through. Check its address, user and password, or exempt ${route.host} with NO_PROXY.`
      : hint(route);
}

const noHint: Hint = () => undefined;
const unresolvable: Hint = ({ host, proxy }) =>
  `DNS: ${proxy?.host ?? host} cannot be resolved. Check ${proxy?.variable ?? 'VPS_API_URL'} for a typing error, and that this machine is online.`;
const noListener: Hint = ({ host }) =>
  `Nothing listens on ${host}. Check VPS_API_URL; a sandbox has to be running, and has another address in each run.`;
const noWay: Hint = ({ host }) =>
  `No way to ${host}: check the network and the firewall; where a proxy is needed, set HTTPS_PROXY.`;
const expired: Hint = () =>
  "TLS: the certificate has expired. Check this machine's clock; otherwise the provider has to renew it.";
const foreign: Hint = ({ host }) =>
  `TLS: the certificate is for another host than ${host}. Check VPS_API_URL.`;
const untrusted: Hint = () =>
  'TLS: nobody whom this machine trusts vouches for the certificate. Behind an inspecting proxy, set NODE_EXTRA_CA_CERTS to its CA file; the check itself cannot be turned off.';
const notTls: Hint = () => 'TLS: no secure connection. Check that the port in VPS_API_URL speaks https.';

const unasked: Hint = () =>
  'Ask the provider to turn off "100 Continue" for requests that do not ask for it.';

/** What undici says of them, which it gives no code of their own. */
const unaskedAnswer = /^bad (?:response|upgrade)$/;

const noCertificate = "The provider's TLS certificate is not accepted; nothing was sent.";
const lost = 'The connection to the provider was lost.';

/**
 * By the code of Node, undici or OpenSSL: what an agent is told, and what a person can do about it. The first that fits
 * counts, and the last fits everything. Codes only: messages of lower layers can hold addresses, headers or provider text.
 */
const failures: readonly (readonly [code: RegExp, sentence: string, hint: Hint])[] = [
  [
    /^ENOTFOUND$/,
    "The provider's host name does not resolve; check VPS_API_URL and the network.",
    unresolvable,
  ],
  [/^EAI_AGAIN$/, "The provider's host name cannot be resolved right now; check the network.", unresolvable],
  [
    /^ECONNREFUSED$/,
    'The connection was refused; check VPS_API_URL and the proxy settings.',
    atOtherEnd(noListener),
  ],
  [/^(?:ENETUNREACH|EHOSTUNREACH)$/, 'There is no way to the provider in this network.', noWay],
  [
    /^UND_ERR_CONNECT_TIMEOUT$/,
    'Connecting to the provider took too long; check the network.',
    atOtherEnd(noWay),
  ],
  [
    /^PROXY_407$/,
    'The proxy asks for a user and password, or refuses those that it got; write its address as http://USER:PASSWORD@HOST:PORT.',
    atOtherEnd(noHint),
  ],
  [
    /^UND_ERR_ABORTED$/,
    'The proxy refused the connection to the provider; check the proxy settings.',
    atOtherEnd(noHint),
  ],
  [
    /^UND_ERR_PRX_TLS$/,
    'The TLS certificate of the proxy or the provider is not accepted; nothing was sent.',
    atOtherEnd(untrusted),
  ],
  [/^ECONN/, lost, atOtherEnd(noHint)],
  [/^(?:EPIPE|UND_ERR_SOCKET)$/, lost, noHint],
  [/^UND_ERR_RES_CONTENT_LENGTH_MISMATCH$/, "The provider's answer was cut off.", noHint],
  [/^HTTPParserError$/, 'The provider does not speak HTTP properly.', noHint],
  [
    unaskedAnswer,
    'The provider, or a proxy before it, sent "100 Continue" or 101 unasked; the answer behind it cannot be read.',
    unasked,
  ],
  [/^UND_ERR_HEADERS_OVERFLOW$/, "The provider's answer has too large headers.", noHint],
  [/^CERT_HAS_EXPIRED$/, noCertificate, expired],
  [/^(?:ERR_TLS_CERT|HOSTNAME_MISMATCH)/, noCertificate, foreign],
  [/^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|PATH_LENGTH)/, noCertificate, untrusted],
  [
    /^(?:ERR_TLS|ERR_SSL|EPROTO)/,
    'No secure connection to the provider could be made; check VPS_API_URL and the proxy settings.',
    notTls,
  ],
  [/^/, 'The connection to the provider failed.', noHint],
];

/** What went wrong on the way to the provider or back. */
export function toConnectionError(error: unknown): VpsError {
  if (error instanceof VpsError) return error;
  const code = readCode(error);
  const isNotHttp =
    code === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW' || unaskedAnswer.test(code);
  const [, sentence = ''] = findFailure(code) ?? [];
  return new VpsError(isNotHttp ? 'bad_response' : 'unavailable', sentence, { cause: error });
}

/** What a person can do about it, where the connection was what failed and something is known to do. */
export function hintAtConnection({ cause }: VpsError, route: Route): string | undefined {
  return findFailure(readCode(cause))?.[2](route);
}

function findFailure(code: string) {
  return failures.find(([pattern]) => pattern.test(code));
}

/** undici's parser errors are known by their name alone, and some others by their message. */
function readCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'HTTPParserError') return error.name;
  if (error.message.startsWith('Proxy response (407)')) return 'PROXY_407';
  if (unaskedAnswer.test(error.message)) return error.message;
  return 'code' in error ? String(error.code) : '';
}

import { VpsError } from '../errors/vps-error.ts';

/** What undici says of them, which it gives no code of their own. */
const unaskedAnswer = /^bad (?:response|upgrade)$/;

/**
 * What went wrong and what to do, by the code of Node, undici or OpenSSL. The first that fits counts, and the last fits
 * everything. Codes only: messages of lower layers can hold addresses, headers or provider text.
 */
const failures: readonly (readonly [code: RegExp, sentence: string])[] = [
  [
    /^(?:ENOTFOUND|EAI_AGAIN)$/,
    'The host name of the provider, or of the proxy, does not resolve; check VPS_API_URL for a typing error, and that this machine is online.',
  ],
  [
    /^ECONNREFUSED$/,
    'The connection was refused: nothing listens there. Check VPS_API_URL and the proxy settings; a sandbox has to be running, and has another address in each run.',
  ],
  [
    /^(?:ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/,
    'There is no way to the provider, or it takes too long; check the network and the firewall, and where a proxy is needed, set HTTPS_PROXY.',
  ],
  [
    /^PROXY_407$/,
    'The proxy asks for a user and password, or refuses those that it got; write its address as http://USER:PASSWORD@HOST:PORT.',
  ],
  [/^UND_ERR_ABORTED$/, 'The proxy refused the connection to the provider; check the proxy settings.'],
  [
    /^UND_ERR_PRX_TLS$/,
    'The TLS certificate of the proxy or the provider is not accepted; nothing was sent.',
  ],
  [/^(?:ECONN|EPIPE$|UND_ERR_SOCKET$)/, 'The connection to the provider was lost.'],
  [/^UND_ERR_RES_CONTENT_LENGTH_MISMATCH$/, "The provider's answer was cut off."],
  [/^HTTPParserError$/, 'The provider does not speak HTTP properly.'],
  [
    unaskedAnswer,
    'The provider, or a proxy before it, sent "100 Continue" or 101 unasked, and the answer behind it cannot be read; ask the provider to turn that off.',
  ],
  [/^UND_ERR_HEADERS_OVERFLOW$/, "The provider's answer has too large headers."],
  [
    /^CERT_HAS_EXPIRED$/,
    "The provider's TLS certificate has expired; nothing was sent. Check this machine's clock; otherwise the provider has to renew it.",
  ],
  [
    /^(?:ERR_TLS_CERT|HOSTNAME_MISMATCH)/,
    "The provider's TLS certificate is for another host; nothing was sent. Check VPS_API_URL.",
  ],
  [
    /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|PATH_LENGTH)/,
    "Nobody whom this machine trusts vouches for the provider's TLS certificate; nothing was sent. Behind an inspecting proxy, set NODE_EXTRA_CA_CERTS to its CA file; the check itself cannot be turned off.",
  ],
  [
    /^(?:ERR_TLS|ERR_SSL|EPROTO)/,
    'No secure connection to the provider could be made; check that the port in VPS_API_URL speaks https, and the proxy settings.',
  ],
  [/^/, 'The connection to the provider failed.'],
];

/** What went wrong on the way to the provider or back. */
export function toConnectionError(error: unknown): VpsError {
  if (error instanceof VpsError) return error;
  const code = readCode(error);
  const isNotHttp =
    code === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW' || unaskedAnswer.test(code);
  const [, sentence = ''] = failures.find(([pattern]) => pattern.test(code)) ?? [];
  return new VpsError(isNotHttp ? 'bad_response' : 'unavailable', sentence, { cause: error });
}

/** undici's parser errors are known by their name alone, and some others by their message. */
function readCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'HTTPParserError') return error.name;
  if (error.message.startsWith('Proxy response (407)')) return 'PROXY_407';
  if (unaskedAnswer.test(error.message)) return error.message;
  return 'code' in error ? String(error.code) : '';
}

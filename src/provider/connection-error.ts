import { VpsError } from '../errors/vps-error.ts';

const sentences: Readonly<Record<string, string>> = {
  ENOTFOUND: "The provider's host name does not resolve; check VPS_API_URL and the network.",
  EAI_AGAIN: "The provider's host name can not be resolved right now; check the network.",
  ECONNREFUSED: 'The connection was refused; check VPS_API_URL and the proxy settings.',
  ENETUNREACH: 'There is no way to the provider in this network.',
  EHOSTUNREACH: 'There is no way to the provider in this network.',
  ECONNRESET: 'The connection to the provider was lost.',
  EPIPE: 'The connection to the provider was lost.',
  UND_ERR_SOCKET: 'The connection to the provider was lost.',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "The provider's answer was cut off.",
  UND_ERR_CONNECT_TIMEOUT: 'Connecting to the provider took too long; check the network.',
  HTTPParserError: 'The provider does not speak HTTP properly.',
  UND_ERR_HEADERS_OVERFLOW: "The provider's answer has too large headers.",
  UND_ERR_ABORTED: 'The proxy refused the connection to the provider; check the proxy settings.',
  UND_ERR_PRX_TLS: 'The TLS certificate of the proxy or the provider is not accepted; nothing was sent.',
};

/** OpenSSL's names for a certificate that can not be trusted, and Node's for one of another host. */
const certificateCodes =
  /^(?:ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|PATH_LENGTH|HOSTNAME_MISMATCH)/;

/**
 * What went wrong on the way to the provider or back. Classified by code only: messages of lower layers can hold
 * addresses, headers or provider text.
 */
export function toConnectionError(error: unknown): VpsError {
  if (error instanceof VpsError) return error;
  const code = readCode(error);
  const isNotHttp = code === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW';
  return new VpsError(isNotHttp ? 'bad_response' : 'unavailable', sentences[code] ?? describeOther(code), {
    cause: error,
  });
}

/** undici's parser errors are known by their name alone. */
function readCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'HTTPParserError') return error.name;
  return 'code' in error ? String(error.code) : '';
}

function describeOther(code: string): string {
  if (certificateCodes.test(code)) return "The provider's TLS certificate is not accepted; nothing was sent.";
  if (/^(?:ERR_TLS|ERR_SSL|EPROTO)/.test(code)) {
    return 'No secure connection to the provider could be made; check VPS_API_URL and the proxy settings.';
  }
  return 'The connection to the provider failed.';
}

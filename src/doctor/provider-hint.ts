import type { ErrorCode, VpsError } from '../errors/vps-error.ts';
import type { Settings } from '../settings/settings.ts';
import type { ProxyInUse } from './proxy-in-use.ts';

export interface Surroundings {
  readonly settings: Settings;
  readonly proxy: ProxyInUse | undefined;
}

/** What a person can do about a read call that failed. */
export function chooseProviderHint(error: VpsError, around: Surroundings): string {
  const code = readCauseCode(error);
  return hintForCause(code, around) ?? hintForStatus(error) ?? hintForCode(error.code, around);
}

function hintForCause(code: string, { settings, proxy }: Surroundings): string | undefined {
  const { hostname, host } = settings.apiUrl;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const name = proxy?.host ?? hostname;
    return `DNS: ${name} can not be resolved. Check ${proxy ? proxy.variable : 'VPS_API_URL'} for a typing error, and that this machine is online.`;
  }
  if (proxy && /^(?:UND_ERR_ABORTED|UND_ERR_PRX|ECONN|UND_ERR_CONNECT)/.test(code)) {
    return `Proxy: ${proxy.host ?? 'its address'} (${proxy.variable}) does not let the connection through. Check its address, user and password, or exempt ${hostname} with NO_PROXY.`;
  }
  if (code === 'ECONNREFUSED') {
    return `Nothing listens on ${host}. Check VPS_API_URL; a sandbox has to be running, and has another address in each run.`;
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ENETUNREACH' || code === 'EHOSTUNREACH') {
    return `No way to ${host}: check the network and the firewall; where a proxy is needed, set HTTPS_PROXY.`;
  }
  return hintForTls(code, hostname);
}

function hintForTls(code: string, hostname: string): string | undefined {
  if (code === 'CERT_HAS_EXPIRED')
    return "TLS: the certificate has expired. Check this machine's clock; otherwise the provider has to renew it.";
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `TLS: the certificate is for another host than ${hostname}. Check VPS_API_URL.`;
  if (/^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|UND_ERR_PRX_TLS)/.test(code)) {
    return 'TLS: nobody whom this machine trusts vouches for the certificate. Behind an inspecting proxy, set NODE_EXTRA_CA_CERTS to its CA file; the check itself can not be turned off.';
  }
  if (/^(?:ERR_TLS|ERR_SSL|EPROTO)/.test(code))
    return 'TLS: no secure connection. Check that the port in VPS_API_URL speaks https.';
  return undefined;
}

function hintForStatus({ code, status }: VpsError): string | undefined {
  if (status === 402) return 'The account has something to pay first: look into the portal of the provider.';
  if (code === 'invalid_request' || code === 'conflict')
    return 'This call asks for nothing that the API could refuse, so what answers there is probably not the API. Check VPS_API_URL, such as https://my.klikk.com/api.';
  return undefined;
}

function hintForCode(code: ErrorCode, around: Surroundings): string {
  switch (code) {
    case 'unauthorized':
      return hintForUnauthorized(around);
    case 'forbidden':
      return `IP filter or permissions: a token works only from the addresses of its IP filter (${around.proxy ? "behind a proxy the proxy's address counts" : "compare this machine's public address"}), and only for what its user may do.`;
    case 'not_found':
      return 'There is no API at this path. Check VPS_API_URL, such as https://my.klikk.com/api.';
    case 'bad_response':
      return 'What answers there is not the API: perhaps a web page, a redirect or a login page of the network. Check VPS_API_URL.';
    case 'rate_limited':
      return 'Wait a minute, then run doctor again.';
    case 'timeout':
      return 'The provider or the way to it is slow. Try again, check the proxy settings, or raise VPS_REQUEST_TIMEOUT_MS.';
    case 'configuration':
      return 'Set what the message names.';
    case 'state_unwritable':
      return 'Follow the message.';
    default:
      return 'The provider has trouble of its own. Try again later; if it stays so, ask the provider.';
  }
}

function hintForUnauthorized({ settings: { credentials } }: Surroundings): string {
  return credentials?.kind === 'basic'
    ? 'Check VPS_API_USERNAME and VPS_API_PASSWORD. An account with 2-factor login is refused with a password: make a token in the portal and set VPS_API_TOKEN.'
    : 'The token is wrong, was withdrawn, or belongs to another account. Make a new one in the portal and set VPS_API_TOKEN.';
}

/** The lower layers' name for what went wrong; their messages are never shown. */
function readCauseCode({ cause }: VpsError): string {
  if (!(cause instanceof Error)) return '';
  return 'code' in cause ? String(cause.code) : '';
}

const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?';
// One label would trust a whole top-level domain; digits alone in the last one are an address or nothing.
const namePattern = new RegExp(`^(?=.{1,253}$)(${label}\\.)+(?!\\d+$)${label}$`);
const ipv4Pattern = /^\d{1,3}(\.\d{1,3}){3}$/;
const ipv6Pattern = /^(?:[0-9a-f:.]*:[0-9a-f:.]*|\[[0-9a-f:.]*\])$/;

/** A host as the `hostname` of its URLs: a name of two labels or more, an IP address, or localhost; undefined for anything else. */
export function parseHostName(text: string): string | undefined {
  const host = text.toLowerCase().replace(/\.$/, '');
  if (host === 'localhost' || namePattern.test(host)) return host;
  if (ipv4Pattern.test(host)) return toHostname(host);
  return ipv6Pattern.test(host) ? toHostname(`[${host.replace(/^\[|\]$/g, '')}]`) : undefined;
}

function toHostname(address: string): string | undefined {
  const url = `https://${address}/`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

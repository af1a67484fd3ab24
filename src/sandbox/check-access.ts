import { isIP } from 'node:net';

const KEY_LINE =
  /^(ssh-rsa|ssh-ed25519|ssh-dss|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t].*)?$/;

/** OpenSSH public key lines, each with a blob that names the type the line claims. */
export function areKeyLines(text: string): boolean {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '' && !line.startsWith('#'));
  return lines.length > 0 && lines.every(isKeyLine);
}

function isKeyLine(line: string): boolean {
  const [, type = '', base64 = ''] = KEY_LINE.exec(line.trim()) ?? [];
  const blob = Buffer.from(base64, 'base64');
  if (type === '' || blob.length <= type.length + 4) return false;
  return blob.readUInt32BE(0) === type.length && blob.toString('latin1', 4, 4 + type.length) === type;
}

/** Comma-separated IPv4/IPv6 addresses and CIDR blocks, at least one. */
export function areAddresses(text: string): boolean {
  return text.split(',').every(entry => isAddressOrBlock(entry.trim()));
}

function isAddressOrBlock(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

/** Comma-separated ports and `first:last` ranges; an empty text opens none. */
export function arePorts(text: string): boolean {
  return text.trim() === '' || text.split(',').every(entry => isPortOrRange(entry.trim()));
}

function isPortOrRange(entry: string): boolean {
  if (!/^\d{1,5}(:\d{1,5})?$/.test(entry)) return false;
  const [first = 0, last = first] = entry.split(':').map(Number);
  return first >= 1 && first <= last && last <= 65_535;
}

type WarningCode =
  | 'open-ssh'
  | 'wide-ssh'
  | 'no-ip-allow'
  | 'non-public-ip-allow'
  | 'ip-allow-host-bits'
  | 'public-ssh-port'
  | 'public-admin-port'
  | 'weak-key'
  | 'secret-in-url'
  | 'firewall-addme-without-id'
  | 'no-antiaffinity';

/** Something that is allowed and probably not meant. */
export type RequestWarning = { code: WarningCode; message: string; field: string };

const listedEntries = 6;

/** The first few entries of a list, and how many more there are. */
export function renderEntries(entries: string[]): string {
  const rest = entries.length - listedEntries;
  return [...entries.slice(0, listedEntries), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

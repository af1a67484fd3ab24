/** How a client starts this server: the published package, so that nothing has to be installed before. */
export interface Launch {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Absent for the sandbox, which takes no credential. */
  readonly tokenVariable?: string;
}

/** The sandbox comes first: it can be tried before anything is trusted with a token. */
export const launches: readonly Launch[] = [
  { name: 'vps-order-sandbox', command: 'npx', args: ['-y', 'vps-order-mcp', '--sandbox'] },
  { name: 'vps-order', command: 'npx', args: ['-y', 'vps-order-mcp'], tokenVariable: 'VPS_API_TOKEN' },
];

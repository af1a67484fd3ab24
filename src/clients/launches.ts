/** How a client starts this server. */
export interface Launch {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Absent for the sandbox, which takes no credential. */
  readonly tokenVariable?: string;
}

/** The command without its options, as a client starts it. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The published package where this runs from an installed one. Elsewhere the script itself: under a name that nobody has
 * installed, npx fetches whatever the registry holds, and hands it the token.
 */
export function chooseStart(scriptPath: string): Start {
  return scriptPath.split(/[/\\]/).includes('node_modules')
    ? { command: 'npx', args: ['-y', 'vps-order-mcp'] }
    : { command: 'node', args: [scriptPath] };
}

/** The sandbox comes first: it can be tried before anything is trusted with a token. */
export function createLaunches({ command, args }: Start): readonly Launch[] {
  return [
    { name: 'vps-order-sandbox', command, args: [...args, '--sandbox'] },
    { name: 'vps-order', command, args, tokenVariable: 'VPS_API_TOKEN' },
  ];
}

export function countTokens(value: unknown): number;
export function countToolTokens(
  tools: readonly { name: string; description: string; inputSchema: object }[],
): Record<string, number>;

export function buildUnbundled(): Promise<string>;

export const postgresPackages: readonly string[];
export const postgresAdvice: string;
export function findPostgres(): { readonly binaries: string; readonly pgbouncer: string } | undefined;

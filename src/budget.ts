/** What is left of the time that one call may take. */
export interface Budget {
  remainingMs(): number;
}

/** Clients give up after 60 s by default; every tool answers well before that. */
export const callBudgetMs = 45_000;

export function createBudget(totalMs = callBudgetMs): Budget {
  const endsAt = performance.now() + totalMs;
  return { remainingMs: () => Math.max(0, endsAt - performance.now()) };
}

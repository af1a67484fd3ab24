export const dayMs = 24 * 60 * 60 * 1_000;

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

/** What the work comes to, if it does so within so many milliseconds; else it is not waited for, and the error is thrown. */
export async function within<T>(ms: number, work: Promise<T>, toError: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(toError()), ms);
  });
  return await Promise.race([work, over]).finally(() => clearTimeout(timer));
}

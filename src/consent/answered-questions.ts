/** What names a question: the intent that it was about, and when it was asked. */
export interface AskedQuestion {
  readonly intent: string;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
}

/** The questions that were answered, so that none of them is answered again. */
export interface AnsweredQuestions {
  has(question: AskedQuestion): boolean;
  note(question: AskedQuestion): void;
}

const maxRemembered = 1_000;

/** @param rememberedMs how long a question can be answered at all. */
export function createAnsweredQuestions(of: {
  readonly now: () => number;
  readonly rememberedMs: number;
}): AnsweredQuestions {
  const answered = new Map<string, number>();
  // What is forgotten to save room must not become answerable again, so everything as old counts as answered.
  let forgottenUpTo = Number.NEGATIVE_INFINITY;
  return {
    has: ({ intent, askedAt }) => askedAt <= forgottenUpTo || answered.has(intent),
    note({ intent, askedAt }) {
      answered.set(intent, askedAt);
      for (const [oldest, time] of answered) {
        if (answered.size <= maxRemembered && of.now() - time <= of.rememberedMs) break;
        answered.delete(oldest);
        forgottenUpTo = Math.max(forgottenUpTo, time);
      }
    },
  };
}

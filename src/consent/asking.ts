/** What a tool call needs of the client's side, free of any protocol version. */
export interface ClientSide {
  /** Whether the client can show a person a form. */
  readonly canAsk: boolean;
  /** Whether the client can offer a person a page to open. */
  readonly canOpenPage: boolean;
  /** What came back for a question of this call; absent on the first round. */
  readonly reply?: {
    readonly action: 'accept' | 'decline' | 'cancel';
    readonly content?: Readonly<Record<string, unknown>>;
    /** The client answered the question with an error. */
    readonly isRefused?: boolean;
  };
  /** What was sealed into that question; absent when it is missing, edited, expired or of another process. */
  readonly state?: unknown;
}

/** A question for a person: the call ends with it and comes again with the reply. */
export type Asking =
  | { readonly ask: 'form'; readonly message: string; readonly boxes: readonly Box[]; readonly state: object }
  | { readonly ask: 'page'; readonly message: string; readonly url: string; readonly state: object };

/** A box to tick, unticked at first. */
export interface Box {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

export function isAsking(value: object): value is Asking {
  return 'ask' in value;
}

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

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

/** Tells the demo's story line by line. */
export interface Narrator {
  readonly title: (text: string) => void;
  readonly step: (title: string) => void;
  readonly say: (text: string) => void;
  /** A call of a tool and its outcome. */
  readonly called: (name: string, outcome: string, detail?: string) => void;
  /** Text of somebody else, or aside. */
  readonly quote: (text: string) => void;
  /** What is being waited for, once as long as it stays the same. */
  readonly progress: (text: string) => void;
}

export interface Stage {
  readonly write: (text: string) => void;
  readonly isColored: boolean;
}

export function createNarrator({ write, isColored }: Stage): Narrator {
  const paint = (code: number, text: string) => (isColored ? `\u001b[${code}m${text}\u001b[0m` : text);
  const bold = (text: string) => paint(1, text);
  const dim = (text: string) => paint(2, text);
  let steps = 0;
  let last = '';
  const line = (text: string) => {
    if (text !== last) write(`${text}\n`);
    last = text;
  };
  return {
    title: text => line(bold(text)),
    step: title => {
      steps += 1;
      line(`\n${bold(`${steps}. ${title}`)}`);
    },
    say: text => line(`   ${text}`),
    called: (name, outcome, detail = '') => {
      const color = outcome === 'payment_required' ? 33 : 32;
      line(`   ${name} ${dim('→')} ${paint(color, outcome)}  ${detail}`.trimEnd());
    },
    quote: text => {
      for (const row of text.split('\n').filter(Boolean)) line(dim(`   │ ${row}`));
    },
    progress: text => line(`   … ${text}`),
  };
}

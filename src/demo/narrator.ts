/** Tells the demo's story on a terminal, or line by line where there is none. */
export interface Narrator {
  begin(title: string, lines: readonly string[]): void;
  step(title: string): void;
  say(text: string): void;
  /** A call of a tool and its outcome. */
  called(name: string, outcome: string, detail?: string): void;
  quote(title: string, text: string): void;
  /** A line that replaces itself on a terminal. */
  progress(text: string): void;
  end(title: string, lines?: readonly string[]): void;
}

export interface Stage {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly isColored: boolean;
}

export function createNarrator({ write, isTerminal, isColored }: Stage): Narrator {
  const paint = (code: number, text: string) => (isColored ? `\u001b[${code}m${text}\u001b[0m` : text);
  const bold = (text: string) => paint(1, text);
  const dim = (text: string) => paint(2, text);
  const green = (text: string) => paint(32, text);
  const yellow = (text: string) => paint(33, text);
  let steps = 0;
  let isProgressing = false;
  let shown = '';
  let repeats = 0;
  const line = (text = '') => {
    if (isProgressing) write('\r\u001b[K');
    isProgressing = false;
    shown = '';
    write(`${text}\n`);
  };
  return {
    begin: (title, lines) => {
      line(bold(title));
      for (const text of lines) line(dim(text));
    },
    step: title => {
      steps += 1;
      line(`\n${bold(`${steps}. ${title}`)}`);
    },
    say: text => line(`   ${text}`),
    called: (name, outcome, detail) => {
      const color = outcome === 'payment_required' ? yellow : green;
      line(`   ${name} ${dim('→')} ${color(outcome)}${detail ? `  ${detail}` : ''}`);
    },
    quote: (title, text) => {
      line(`   ${title}`);
      for (const row of text.split('\n').filter(Boolean)) line(dim(`   │ ${row}`));
    },
    progress: text => {
      repeats = text === shown ? repeats + 1 : 0;
      if (isTerminal) write(`\r\u001b[K   ${dim('…')} ${text}${'.'.repeat(repeats)}`);
      else if (repeats === 0) line(`   … ${text}`);
      shown = text;
      isProgressing = isTerminal;
    },
    end: (title, lines = []) => {
      line(`\n${bold(title)}`);
      for (const text of lines) line(text);
    },
  };
}

/** Tells the demo's story on a terminal, or line by line where there is none. */
export interface Narrator {
  step(title: string): void;
  say(text: string): void;
  quote(title: string, text: string): void;
  /** A line that replaces itself on a terminal. */
  progress(text: string): void;
  end(text: string): void;
}

export function createNarrator(of: { write: (text: string) => void; isTerminal: boolean }): Narrator {
  const { write, isTerminal } = of;
  const bold = (text: string) => (isTerminal ? `\u001b[1m${text}\u001b[22m` : text);
  const dim = (text: string) => (isTerminal ? `\u001b[2m${text}\u001b[22m` : text);
  let steps = 0;
  let isProgressing = false;
  let shown = '';
  const line = (text: string) => {
    if (isProgressing && isTerminal) write('\r\u001b[K');
    isProgressing = false;
    write(`${text}\n`);
  };
  return {
    step: title => {
      steps += 1;
      line(`\n${bold(`${steps}. ${title}`)}`);
    },
    say: text => line(`   ${text}`),
    quote: (title, text) => {
      line(`   ${title}:`);
      for (const row of text.split('\n').filter(Boolean)) line(dim(`   | ${row}`));
    },
    progress: text => {
      if (isTerminal) write(`\r\u001b[K   ${text}`);
      else if (text !== shown) line(`   ${text}`);
      shown = text;
      isProgressing = isTerminal;
    },
    end: text => line(`\n${bold(text)}`),
  };
}

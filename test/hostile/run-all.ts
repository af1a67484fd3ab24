/** Runs work on everything, some at a time, and answers what each piece of work found. */
export async function runAll<Input, Output>(
  inputs: readonly Input[],
  { atOnce, work }: { atOnce: number; work: (input: Input) => Promise<Output> },
): Promise<Output[]> {
  const outputs: Output[] = [];
  const queue = inputs.map((input, index) => ({ input, index }));
  const workers = Array.from({ length: atOnce }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) outputs[next.index] = await work(next.input);
  });
  await Promise.all(workers);
  return outputs;
}

import { VpsError } from '../errors/vps-error.ts';
import { renderTypedCommand } from '../settings/typed-command.ts';
import { clientTable, createLaunches, isClientName } from './client-table.ts';

export interface ConfigCommand {
  /** The configuration and nothing else, so that it can be redirected into a file. */
  readonly write: (text: string) => void;
  /** Where it belongs, for the person who reads along. */
  readonly writeNote: (text: string) => void;
  readonly client: string | undefined;
  /** How the command is started here. */
  readonly start: readonly string[];
}

/**
 * Prints the configuration with which a client starts this server: the sandbox first, then the real provider.
 * @throws VpsError `configuration` for a client that is not known.
 */
export function runConfig({ write, writeNote, client, start }: ConfigCommand): number {
  if (client === undefined || !isClientName(client)) {
    const names = Object.keys(clientTable).join(', ');
    throw new VpsError('configuration', `config takes the name of a client: ${names}.`);
  }
  const { title, files, tokenAdvice, render, add } = clientTable[client];
  const launches = createLaunches(start);
  write(render(launches));
  const adding = add ? [`In one line, for the sandbox alone: ${renderTypedCommand(add(launches[0]))}`] : [];
  const keeping = start[0] === 'npx' ? [] : [`It starts ${start.at(-1)}, which has to stay there.`];
  writeNote(
    [
      `${title} reads this from:`,
      ...files.map(file => `  ${file}`),
      tokenAdvice,
      ...adding,
      ...keeping,
      '',
    ].join('\n'),
  );
  return 0;
}

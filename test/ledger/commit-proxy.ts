import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a transaction writes: the header, a record in a state, or which record an order belongs to. */
type Step = 'header' | 'hold' | 'claimed' | 'sending' | 'ordered';

export interface Moment {
  readonly step: Step;
  /** Before the COMMIT reaches the database; while nobody hears whether it did; or after it, before its answer is heard. */
  readonly when: 'before' | 'at' | 'after';
}

/** A way to the database that can end at the COMMIT of one step. */
export interface CommitProxy {
  readonly port: number;
  /** Does this at the moment, once, and cuts the connection when it is done. */
  readonly cutAt: (moment: Moment, act?: () => unknown) => void;
  readonly hasCut: () => boolean;
  readonly close: () => void;
}

interface Cut extends Moment {
  readonly act: () => unknown;
}

export async function startCommitProxy(databasePort: number): Promise<CommitProxy> {
  let cut: Cut | undefined;
  let count = 0;
  const sockets = new Set<Socket>();
  const takeCut = (step: Step | undefined, ...whens: Moment['when'][]): Cut | undefined => {
    if (!cut || cut.step !== step || !whens.includes(cut.when)) return undefined;
    const taken = cut;
    cut = undefined;
    count += 1;
    return taken;
  };

  const server = createServer(client => {
    const database = connect(databasePort, '127.0.0.1');
    const end = () => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    let said = '';
    let isCommitting = false;
    client.on('data', async chunk => {
      const text = chunk.toString('latin1');
      isCommitting = text === commit;
      said = text.startsWith('Q') && !isCommitting ? '' : said + text;
      const taken = isCommitting ? takeCut(readStep(said), 'before', 'at') : undefined;
      if (taken?.when !== 'before') database.write(chunk);
      if (!taken) return;
      await taken.act();
      end();
    });
    database.on('data', async chunk => {
      const taken = isCommitting ? takeCut(readStep(said), 'after') : undefined;
      if (!taken) return void client.write(chunk);
      await taken.act();
      end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cutAt: (moment, act = () => {}) => {
      cut = { ...moment, act };
    },
    hasCut: () => count > 0,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A simple query as the protocol of PostgreSQL has it. */
const commit = 'Q\0\0\0\x0bCOMMIT\0';

/** By what a client has said since its transaction began. */
function readStep(said: string): Step | undefined {
  if (!said.includes('INSERT INTO')) return undefined;
  if (said.includes('"salt":')) return 'header';
  return (/"state":"(claimed|sending|ordered)"/.exec(said)?.[1] as Step | undefined) ?? 'hold';
}

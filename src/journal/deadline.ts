import { VpsError } from '../errors/vps-error.ts';

const stepMs = 5_000;

/** While one step hangs, the next one mostly does too, for the same reason: it is not waited for as long. */
const besideHungMs = 1_000;

/** As many hung steps, and no further one is begun until one of them returns. */
const maxHung = 3;

/** Time passes in ticks, so that a process that is too busy to look at what came back loses one of them and not all. */
const ticks = 10;

/** Begins the next part of a step with the whole time anew; false when nobody waits for the step any more. */
export type GoOn = () => boolean;

/** Runs one step on what a journal is kept in. */
export type Deadline = <T>(what: string, step: (goOn: GoOn) => Promise<T>) => Promise<T>;

/**
 * Each step on the journal has to come back in time: a disk that stands still would otherwise hold every call.
 * What comes back late changes nothing that was answered.
 */
export function createDeadline(place: string, ms = stepMs): Deadline {
  let hung = 0;
  return async (what, step) => {
    if (hung >= maxHung) throw toHungError(place, what);
    const tickMs = (hung > 0 ? Math.min(ms, besideHungMs) : ms) / ticks;
    let ticksLeft = ticks;
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_, reject) => {
      const tick = () => {
        ticksLeft -= 1;
        isOver = ticksLeft === 0;
        if (!isOver) return wait();
        hung += 1;
        reject(toHungError(place, what));
      };
      const wait = () => {
        timer = setTimeout(tick, tickMs);
      };
      wait();
    });
    const goOn = () => {
      ticksLeft = ticks;
      return !isOver;
    };
    const work = step(goOn);
    const end = () => {
      clearTimeout(timer);
      if (isOver) hung -= 1;
    };
    work.then(end, end);
    return await Promise.race([work, over]);
  };
}

function toHungError(place: string, what: string): VpsError {
  return new VpsError(
    'state_unwritable',
    `The order journal in ${place} does not answer: ${what} hangs. Check the disk or network file system that it lies on.`,
  );
}

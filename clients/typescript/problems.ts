export type Problem = {
  /**
   * `refused`: key or address must be mended. `away`: no answer for a while. `dropped`: turns are lost for want of room.
   * `spool`: the disk does not take turns or give them back, or another process has the directory. `damaged`: the end
   * of a file was cut, or a file that is damaged elsewhere is kept aside.
   */
  kind: 'refused' | 'away' | 'dropped' | 'spool' | 'damaged';
  /** One sentence. */
  message: string;
};

/** The same kind is told at most once in this time. */
const TOLD_EVERY_MS = 10_000;

/** Tells the owner of a sender what is wrong, without drowning or endangering it. */
export class Problems {
  readonly #callback: ((problem: Problem) => void) | undefined;
  readonly #toldAt = new Map<Problem['kind'], number>();

  constructor(callback: ((problem: Problem) => void) | undefined) {
    this.#callback = callback;
  }

  /** Tells it, unless its kind was told a moment ago. */
  tell(kind: Problem['kind'], message: string): void {
    const now = performance.now();
    const before = this.#toldAt.get(kind);
    if (before !== undefined && now - before < TOLD_EVERY_MS) return;
    this.#toldAt.set(kind, now);
    guarded(() => this.#callback?.({ kind, message }));
  }

  /** The state is over: should it come again, it is told at once. */
  forget(kind: Problem['kind']): void {
    this.#toldAt.delete(kind);
  }
}

/** What was thrown, in its own words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Calls what the owner of a sender gave us. What it throws becomes a warning of Node: turns are not lost for it. */
export function guarded(call: () => unknown): void {
  const warn = (error: unknown) => process.emitWarning(error instanceof Error ? error : String(error));
  try {
    const returned = call();
    if (returned instanceof Promise) returned.catch(warn);
  } catch (error) {
    warn(error);
  }
}

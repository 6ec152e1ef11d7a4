import { closeSync, fstatSync, fsync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';

const flush = promisify(fsync);

const sent = z.object({ what: z.literal('sent'), request: z.number(), at: z.number(), turns: z.array(z.string()) });
const answered = z.object({
  /** unknown: nobody can say whether it is stored; refused: it was never let in. */
  what: z.enum(['acked', 'refused', 'unknown']),
  request: z.number(),
  /** Milliseconds since the epoch, and since it was sent. */
  at: z.number(),
  ms: z.number(),
  /** Of HTTP; 0 when no answer came. */
  status: z.number(),
  /** What was wrong with the answer itself. */
  fault: z.string().optional(),
  turns: z.array(z.string()),
});
const entrySchema = z.discriminatedUnion('what', [sent, answered]);
export type Entry = z.infer<typeof entrySchema>;
export type Answered = z.infer<typeof answered>;

/**
 * The load client's own account of what it sent and was told, one JSON object a line. What is appended is on the disk
 * before `append` resolves; appends that wait together share one fsync.
 */
export class LedgerWriter {
  readonly #file: number;
  #flushing: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(path: string) {
    this.#file = openSync(path, 'ax', 0o600);
  }

  append(...entries: Entry[]): Promise<void> {
    writeSync(this.#file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    if (this.#flushing === undefined) return this.#flush();
    // The fsync under way may have begun before this line was written.
    this.#next ??= this.#flushing.then(() => {
      this.#next = undefined;
      return this.#flush();
    });
    return this.#next;
  }

  #flush(): Promise<void> {
    this.#flushing = flush(this.#file).finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }
}

/** Reads on in a ledger from where the last read ended; a line that is still being written is left for the next. */
export class LedgerReader {
  readonly #path: string;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  read(): Entry[] {
    const file = openSync(this.#path, 'r');
    const buffer = Buffer.alloc(fstatSync(file).size - this.#offset);
    const length = readSync(file, buffer, 0, buffer.length, this.#offset);
    closeSync(file);
    const end = buffer.subarray(0, length).lastIndexOf('\n') + 1;
    this.#offset += end;
    const lines = buffer.toString('utf8', 0, end).split('\n').slice(0, -1);
    return lines.map((line) => entrySchema.parse(JSON.parse(line)));
  }
}

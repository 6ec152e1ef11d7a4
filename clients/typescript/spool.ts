import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from './problems.ts';
import { type Decoded, decodeRecords, encodeRecords, HEADER_BYTES } from './record.ts';
import { SpoolLock } from './spool-lock.ts';

const NAME = /^(\d{12})\.turns$/;
/** A name that is taken: a file to be read, or one kept aside. */
const TAKEN = /^(\d{12})\.(?:turns|damaged)$/;

export type SpoolLimits = {
  /** Of all files together. */
  maxBytes: number;
  /** A file that has reached it is closed and the next begun; one file is read into memory at a time. */
  segmentBytes: number;
};

/** A file is passed over: what it holds, if anything, is not sent before the next start. */
export class UnreadableFileError extends Error {}

/** Faults of this process, of another one or of the network, not of the file that it wanted to read. */
const PASSING = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EBUSY', 'ESTALE', 'ETIMEDOUT']);

type Segmented = { path: string; bytes: number };

/** One file of the spool, read: it is deleted, or kept aside, when the last of its turns is acknowledged. */
export class Segment {
  readonly payloads: readonly Buffer[];
  /** Cut off at its end, where a crash had cut a write short. */
  readonly tornBytes: number;
  /** Passed over, since they match no checksum: where they are any, the file is kept aside. */
  readonly damagedBytes: number;
  #left: number;
  readonly #remove: () => void;

  constructor({ payloads, tornBytes, damagedBytes }: Decoded, remove: () => void) {
    this.payloads = payloads;
    this.tornBytes = tornBytes;
    this.damagedBytes = damagedBytes;
    this.#left = payloads.length;
    this.#remove = remove;
  }

  /** One of its turns needs it no longer. */
  release(): void {
    this.#left -= 1;
    if (this.#left === 0) this.#remove();
  }
}

/**
 * Turns on disk, in append-only files of a directory that is this process's own. What `append` has resolved for survives
 * kill -9 and power loss. Every write opens a file of its own after a start, so only the end of a file can be torn.
 * A file that is damaged elsewhere is renamed to `.damaged` once what can be read of it is acknowledged, and counts no more.
 */
export class Spool {
  readonly #directory: string;
  readonly #lock: SpoolLock;
  readonly #limits: SpoolLimits;
  #waiting: Segmented[];
  #active: (Segmented & { handle: FileHandle }) | null = null;
  #number: number;
  #work: Promise<unknown> = Promise.resolve();
  /** On disk, what is read and not yet acknowledged included. */
  bytes: number;

  private constructor(directory: string, lock: SpoolLock, limits: SpoolLimits, waiting: Segmented[], number: number) {
    this.#directory = directory;
    this.#lock = lock;
    this.#limits = limits;
    this.#waiting = waiting;
    this.#number = number;
    this.bytes = waiting.reduce((sum, one) => sum + one.bytes, 0);
  }

  /**
   * Opens a directory, made with mode 0700 when it is not there.
   * @returns null while another living process has it
   */
  static async open(directory: string, limits: SpoolLimits): Promise<Spool | null> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const lock = await SpoolLock.take(directory);
    if (lock === null) return null;
    try {
      const names = (await readdir(directory)).filter((name) => TAKEN.test(name)).sort();
      const waiting: Segmented[] = [];
      for (const name of names.filter((one) => NAME.test(one))) {
        const path = join(directory, name);
        waiting.push({ path, bytes: (await stat(path)).size });
      }
      return new Spool(directory, lock, limits, waiting, Number(TAKEN.exec(names.at(-1) ?? '')?.[1] ?? 0));
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** False once another process has taken the directory over: nothing may be written or deleted there any more. */
  get isOurs(): boolean {
    return this.#lock.held;
  }

  /** Whether everything in it has been read. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#active === null;
  }

  hasRoom(payloads: number, bytes: number): boolean {
    return this.bytes + bytes + payloads * HEADER_BYTES <= this.#limits.maxBytes;
  }

  /** Writes a group of turns and syncs it once. When it fails, none of them may be taken for kept. */
  append(payloads: readonly Buffer[]): Promise<void> {
    return this.#exclusively(async () => {
      if (!this.isOurs) throw new Error('another process has taken the spool over');
      const records = encodeRecords(payloads);
      this.#active ??= await this.#create();
      const active = this.#active;
      try {
        await active.handle.writeFile(records);
        await active.handle.datasync();
      } catch (error) {
        // A file whose sync failed is never synced again: the kernel may have dropped what it held.
        await this.#closeActive();
        await truncate(active.path, active.bytes).catch(() => {});
        throw error;
      }
      active.bytes += records.length;
      this.bytes += records.length;
      if (active.bytes >= this.#limits.segmentBytes) await this.#closeActive();
    });
  }

  /**
   * Reads the oldest file not read yet; null when there is none.
   * @throws UnreadableFileError when that file is gone or cannot be read: it stays where it is, and the next call reads
   * the next one
   */
  next(): Promise<Segment | null> {
    return this.#exclusively(async () => {
      if (!this.isOurs) return null;
      if (this.#waiting.length === 0) await this.#closeActive();
      const oldest = this.#waiting[0];
      if (oldest === undefined) return null;
      const file = await readFile(oldest.path).catch((error: unknown) => this.#passOver(oldest, error));
      const decoded = decodeRecords(file);
      const read = { path: oldest.path, bytes: file.length - decoded.tornBytes };
      // Nothing is ever appended to this file again, so a tail that cannot be cut off does no harm.
      if (decoded.tornBytes > 0) await truncate(read.path, read.bytes).catch(() => {});
      this.#waiting.shift();
      this.bytes += read.bytes - oldest.bytes;
      const remove = () => (decoded.damagedBytes > 0 ? this.#keepAside(read) : this.#delete(read));
      if (decoded.payloads.length === 0) await remove();
      return new Segment(decoded, () => void this.#exclusively(remove));
    });
  }

  /** Waits for what is under way and gives the directory free. */
  async close(): Promise<void> {
    await this.#exclusively(() => this.#closeActive());
    await this.#lock.release();
  }

  #passOver({ path, bytes }: Segmented, error: unknown): never {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (PASSING.has(code)) throw error;
    this.#waiting.shift();
    const gone = code === 'ENOENT';
    if (gone) this.bytes -= bytes;
    throw new UnreadableFileError(gone ? `${path} is gone` : `${path} cannot be read: ${messageOf(error)}`);
  }

  async #create(): Promise<Segmented & { handle: FileHandle }> {
    this.#number += 1;
    const path = join(this.#directory, `${String(this.#number).padStart(12, '0')}.turns`);
    const handle = await open(path, 'wx', 0o600);
    await syncDirectory(this.#directory);
    return { path, bytes: 0, handle };
  }

  async #closeActive(): Promise<void> {
    const active = this.#active;
    if (active === null) return;
    this.#active = null;
    await active.handle.close().catch(() => {});
    this.#waiting.push({ path: active.path, bytes: active.bytes });
  }

  /** A file that cannot be deleted is sent once more after the next start: duplicates, no loss. */
  async #delete({ path, bytes }: Segmented): Promise<void> {
    this.bytes -= bytes;
    if (this.isOurs) await rm(path, { force: true }).catch(() => {});
  }

  async #keepAside({ path, bytes }: Segmented): Promise<void> {
    this.bytes -= bytes;
    if (this.isOurs) await rename(path, path.replace(/\.turns$/, '.damaged')).catch(() => {});
  }

  /** One at a time, in the order asked. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => {});
    return done;
  }
}

/** Without it, a crash can forget the name of a file whose content is safe. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { randomUUID } from 'node:crypto';
import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const BEAT_MS = 5_000;
const STALE_AFTER_MS = 30_000;

type Holder = {
  pid: number;
  /** Tells a process from a later one with the same id; empty where the system does not say. */
  born: string;
  /** Where process ids mean the same: one boot of one machine, one container. */
  space: string;
  token: string;
};

/**
 * Makes a spool one process's own. One left by a process that died is taken over: at once where its id can be looked up,
 * after 30 s without a sign of life where it cannot (another container on the same volume, another machine).
 */
export class SpoolLock {
  /** Tokens of locks of this process that it no longer counts as its own: where one is found in the file all the same, nobody has it. */
  static readonly #givenUp = new Set<string>();
  readonly #file: string;
  readonly #token: string;
  readonly #beat: NodeJS.Timeout;
  /** False once another process has taken it, because this one gave no sign of life. */
  held = true;

  private constructor(file: string, token: string) {
    this.#file = file;
    this.#token = token;
    this.#beat = setInterval(() => void this.#showLife(), BEAT_MS).unref();
  }

  /** @returns the lock, or null when a living process has it */
  static async take(directory: string): Promise<SpoolLock | null> {
    const file = join(directory, 'lock');
    const token = randomUUID();
    const born = (await bornAt(process.pid)) ?? '';
    const own: Holder = { pid: process.pid, born, space: await idSpace(), token };
    const draft = `${file}.${token}`;
    await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
    try {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        // Linking fails when the name exists: of two that try at once, one gets it.
        if (await linked(draft, file)) return new SpoolLock(file, token);
        const found = await readFile(file, 'utf8').catch(() => null);
        if (found === null) continue;
        if (!isGivenUp(found, SpoolLock.#givenUp) && (await isAlive(file, found, own.space))) return null;
        await setAside(file, found, `${draft}.stale`);
      }
      return null;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#beat);
    if (this.held && (await this.#readToken()) === this.#token) await rm(this.#file, { force: true });
    this.held = false;
  }

  async #showLife(): Promise<void> {
    const token = await this.#readToken();
    // For want of a file handle, say: that is no sign of another process.
    if (token === undefined) return;
    if (token === this.#token) return utimes(this.#file, new Date(), new Date()).catch(() => {});
    clearInterval(this.#beat);
    this.held = false;
    SpoolLock.#givenUp.add(this.#token);
  }

  /** @returns null when there is no lock, or none that can be understood; undefined when it could not be read */
  async #readToken(): Promise<string | null | undefined> {
    try {
      return readHolder(await readFile(this.#file, 'utf8'))?.token ?? null;
    } catch (error) {
      return hasCode(error, 'ENOENT') ? null : undefined;
    }
  }
}

function isGivenUp(content: string, tokens: ReadonlySet<string>): boolean {
  const holder = readHolder(content);
  return holder !== null && tokens.has(holder.token);
}

async function isAlive(file: string, content: string, space: string): Promise<boolean> {
  const holder = readHolder(content);
  if (holder === null) return false;
  if (holder.space === space && holder.born !== '') return (await bornAt(holder.pid)) === holder.born;
  const beaten = await stat(file).catch(() => null);
  return beaten !== null && Date.now() - beaten.mtimeMs < STALE_AFTER_MS;
}

/** Moves a dead holder's file away; should another have taken the lock meanwhile, its file goes back. */
async function setAside(file: string, dead: string, aside: string): Promise<void> {
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== dead) await linked(aside, file);
  await rm(aside, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function readHolder(content: string): Holder | null {
  try {
    const { pid, born, space, token }: Record<string, unknown> = JSON.parse(content);
    if (typeof pid !== 'number' || typeof born !== 'string') return null;
    return typeof space === 'string' && typeof token === 'string' ? { pid, born, space, token } : null;
  } catch {
    return null;
  }
}

/** When a process began, in clock ticks since boot; null when it is gone, a zombie, or the system does not say. */
async function bornAt(pid: number): Promise<string | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (line === null) return null;
  // After the name, which may hold anything, in parentheses: the state is field 3, the start field 22.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}

async function idSpace(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => hostname());
  return `${boot.trim()} ${await readlink('/proc/self/ns/pid').catch(() => '')}`;
}

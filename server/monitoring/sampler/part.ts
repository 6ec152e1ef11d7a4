import 'server-only';
import type { Cause } from '#lib/monitoring/cause.ts';
import type { Panel } from '#lib/monitoring/panel.ts';
import type { Rules } from '#lib/monitoring/rules/in-force.ts';
import type { Probe, Reading } from '#server/monitoring/probe.ts';
import type { Line } from '#server/monitoring/sampler/line.ts';

/** Samples a part keeps to judge by: three minutes at full pace. */
const KEPT = 90;
/** What nobody saw for so long is not told of any more: its right or its budget was taken for good. */
const HELD_AT_MOST_MS = 86_400_000;

type Sample<T> = { at: string; value: T };
/** How a part is called in a sentence, and what of its newest sample it cannot see, in words. */
export type Sight<T> = {
  label: string;
  /** How the keys of what it blames begin, no other part's among them. */
  keys: readonly string[];
  unseenOf?(newest: T): string[];
  /** Of the keys that were blamed: those of matters that the newest sample did not see anew. They may last. */
  heldOf?(newest: T, blamed: readonly string[]): string[];
  /** In how many seconds another sample is wanted because of what this one hints at; null when the pace will do. */
  againOf?(newest: T, before: readonly Sample<T>[], rules: Rules): number | null;
};
/** What a part blames, by its newest sample, those before it, the oldest first, and the rules in force. */
export type CausesOf<T> = (newest: T, before: readonly Sample<T>[], rules: Rules) => Cause[];

/** One part of monitoring at work, whatever its samples hold. */
export type Part = {
  readonly name: string;
  readonly everySeconds: number;
  /** Whether it asks the server; else it knows by itself, also while the server is silent. */
  readonly asksServer: boolean;
  /** Whether it is so cheap that it is read at full pace also while nobody looks. */
  readonly isCheap: boolean;
  /** What it knows; null before its first sample. */
  readonly panel: Panel<unknown> | null;
  /** Reads a new sample. @throws what the server answered; `fail` is to be told */
  take(line: Line, now: Date): Promise<void>;
  /** Its sample could not be read: what was known is old from now on. */
  fail(reason: string, now: Date): void;
  /** What it blames by its newest sample; nothing while that is old. @throws when the sample cannot be judged: it sees nothing then */
  causes(rules: Rules): Cause[];
  /** Keys of what it blamed when it last saw, while it does not see, itself or the matter: they may last, for a day at most. */
  held(): string[];
  /** Another process samples from now on: what was seen here is not compared with what is seen when it is back. */
  forget(): void;
  /** Told what was open when another process judged last: what is its own may last until it sees. */
  recall(open: readonly string[]): void;
  /** In how many seconds it wants its next sample at the latest; null when its pace will do. */
  againSeconds(rules: Rules): number | null;
  /** What it cannot see at present, in words: itself, or matters of it. Their silence means nothing. */
  unseen(): string[];
};

/** Puts a probe to work with what its samples may be blamed for. */
export function partOf<T>(probe: Probe<T>, causesOf: CausesOf<T>, sight: Sight<T>): Part {
  const { name, everySeconds } = probe;
  const read = (line: Line) => line.read((client, server) => probe.read(client, server));
  const forget = () => probe.forget?.();
  return makePart({ name, everySeconds, asksServer: true, isCheap: false, read, forget }, causesOf, sight);
}

type Own<T> = { name: string; everySeconds: number; isCheap?: boolean; read(): Promise<Reading<T>> };

/** The same for what a process knows without asking the server. */
export function ownPartOf<T>(own: Own<T>, causesOf: CausesOf<T>, sight: Sight<T>): Part {
  const { name, everySeconds, isCheap = false } = own;
  const source = { name, everySeconds, asksServer: false, isCheap, read: () => own.read(), forget: () => {} };
  return makePart(source, causesOf, sight);
}

type Source<T> = Pick<Part, 'name' | 'everySeconds' | 'asksServer' | 'isCheap'> & {
  read(line: Line): Promise<Reading<T>>;
  forget(): void;
};

function makePart<T>({ read, ...source }: Source<T>, causesOf: CausesOf<T>, sight: Sight<T>): Part {
  const { label, keys: beginnings, unseenOf, heldOf, againOf } = sight;
  const kept: Sample<T>[] = [];
  let panel: Panel<T> | null = null;
  let blamed: string[] = [];
  let held: string[] = [];
  let isJudged = true;
  const unseenSince = new Map<string, number>();
  /** Of keys that nobody sees now, those that were seen not too long ago. */
  const stillHeld = (keys: readonly string[]) => {
    const now = Date.now();
    for (const key of unseenSince.keys()) if (!keys.includes(key)) unseenSince.delete(key);
    for (const key of keys) if (!unseenSince.has(key)) unseenSince.set(key, now);
    return keys.filter((key) => now - (unseenSince.get(key) ?? now) < HELD_AT_MOST_MS);
  };
  return {
    ...source,
    get panel() {
      return panel;
    },
    async take(line, now) {
      const at = now.toISOString();
      const reading = await read(line);
      if (reading.ok) {
        kept.push({ at, value: reading.value });
        if (kept.length > KEPT) kept.shift();
        panel = { state: 'measured', at, value: reading.value };
        return;
      }
      const { reason, blinds, mend } = reading;
      const since = panel?.state === 'blind' && panel.reason === reason ? panel.at : at;
      panel = { state: 'blind', at: since, reason, blinds, mend };
    },
    fail(reason, now) {
      const last = kept.at(-1);
      panel =
        last === undefined
          ? { state: 'blind', at: now.toISOString(), reason, blinds: 'It has not been seen yet.', mend: null }
          : { state: 'stale', ...last, reason };
    },
    causes(rules) {
      const last = kept.at(-1);
      if (panel?.state !== 'measured' || last === undefined) return [];
      isJudged = false;
      const causes = causesOf(last.value, kept.slice(0, -1), rules);
      const keys = causes.map(({ key }) => key);
      held = (heldOf?.(last.value, blamed) ?? []).filter((key) => !keys.includes(key));
      blamed = [...keys, ...held];
      isJudged = true;
      return causes;
    },
    held: () => stillHeld(panel?.state === 'measured' && isJudged ? held : blamed),
    forget() {
      source.forget();
      kept.length = 0;
      panel = null;
      blamed = [];
      held = [];
      isJudged = true;
      unseenSince.clear();
    },
    recall(open) {
      const own = open.filter((key) => beginnings.some((beginning) => key.startsWith(beginning)));
      blamed = [...new Set([...blamed, ...own])];
    },
    againSeconds(rules) {
      const last = kept.at(-1);
      return panel?.state === 'measured' && last !== undefined
        ? (againOf?.(last.value, kept.slice(0, -1), rules) ?? null)
        : null;
    },
    unseen() {
      return panel?.state === 'measured' && isJudged ? (unseenOf?.(panel.value) ?? []) : [label];
    },
  };
}

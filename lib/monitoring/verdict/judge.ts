import type { Cause } from '#lib/monitoring/cause.ts';
import { namesTable } from '#lib/monitoring/statements/names-table.ts';
import type { Told, Verdict } from './verdict.ts';

type Seen = {
  cause: Cause;
  firstAt: number;
  lastAt: number;
  toldAt: number | null;
  /** Since when it is critical without a break; null while it is not. */
  critAt: number | null;
};

/** What was told before and is not known to be over, and when somebody last judged; instants are ISO 8601. */
export type Open = { key: string; since: string; toldAt: string; lastAt: string };
/** `lastAt`: when it last was, or may have been, so. */
type Recalled = { firstAt: number; toldAt: number; lastAt: number };

/** How long what was told before a restart may take to be sampled and told again, beside the time it must last. */
export const TOLD_AGAIN_SECONDS = 60;

/** For how long nobody may have judged, as in a restart or an upgrade: after more than that nobody knows whether it lasted. */
const UNJUDGED_AT_MOST_MS = 15 * 60_000;

/** A cause that one sample misses is not gone: samples of two parts are never of one instant. */
const FORGIVEN_MS = 5_000;
/** Of what is out of a pool, from which share on its holders are the reason. */
const FAIR_SHARE = 0.5;

/**
 * Holds causes back until they have lasted as long as they ask for, ranks them and drops those that another explains. Keeps what it
 * saw between calls; two judges that see the same say the same.
 */
export class Judge {
  readonly #seen = new Map<string, Seen>();
  readonly #recalled = new Map<string, Recalled>();

  /** Takes over what another judge told a while ago at most: what is seen again soon, or was held until then, began when that one said. */
  recall(open: readonly Open[], now: Date): void {
    const at = now.getTime();
    for (const { key, since, toldAt, lastAt } of open)
      if (at - Date.parse(lastAt) <= UNJUDGED_AT_MOST_MS)
        this.#recalled.set(key, { firstAt: Date.parse(since), toldAt: Date.parse(toldAt), lastAt: at });
  }

  /**
   * @param causes of the newest sample of every part
   * @param unseen parts that are blind or stale
   * @param held keys of what these blamed when they last saw
   */
  consider(now: Date, causes: readonly Cause[], unseen: readonly string[], held: readonly string[] = []): Verdict {
    const at = now.getTime();
    for (const cause of causes) {
      const known = this.#known(cause, at);
      this.#seen.set(cause.key, {
        cause,
        firstAt: known?.firstAt ?? at,
        lastAt: at,
        toldAt: known?.toldAt ?? null,
        critAt: cause.severity === 'crit' ? (known?.critAt ?? at) : null,
      });
    }
    for (const key of held) {
      const recalled = this.#recalled.get(key);
      if (recalled !== undefined) recalled.lastAt = at;
    }
    for (const [key, seen] of this.#seen) {
      if (!isSeen(seen, at) && !(seen.toldAt !== null && held.includes(key))) this.#seen.delete(key);
      else if (lastedMs(seen, at) >= heldBackMs(seen.cause)) seen.toldAt ??= at;
    }
    const told = [...this.#seen.values()]
      .filter((seen) => seen.toldAt !== null && isSeen(seen, at))
      .map((seen) => asGraveAsItLasted(seen, at))
      .sort(worstFirst);
    const roots = withoutSymptoms(told);
    const explained = told.map(({ cause }) => cause.key).filter((key) => roots.every((root) => root.key !== key));
    const lasting = [...explained, ...held];
    return { at: now.toISOString(), causes: roots, unseen: [...unseen], lasting, held: [...held] };
  }

  /** What is known of a cause that is seen: by this judge, or by the one before it. */
  #known({ key, holdSeconds }: Cause, at: number): Omit<Seen, 'cause' | 'lastAt'> | undefined {
    const seen = this.#seen.get(key);
    const recalled = this.#recalled.get(key);
    this.#recalled.delete(key);
    if (recalled === undefined || at - recalled.lastAt > 1_000 * (TOLD_AGAIN_SECONDS + holdSeconds)) return seen;
    return { firstAt: recalled.firstAt, toldAt: recalled.toldAt, critAt: seen?.critAt ?? null };
  }
}

/** Seen now or, of what was told, a moment ago. What is neither, since its part cannot see, need not last anew once it is seen again. */
function isSeen({ lastAt, toldAt }: Seen, at: number): boolean {
  return lastAt === at || (toldAt !== null && at - lastAt <= FORGIVEN_MS);
}

/** How long it is held back, as whichever it becomes first. */
function heldBackMs({ holdSeconds, warnAfterSeconds = Number.POSITIVE_INFINITY }: Cause): number {
  return Math.min(holdSeconds, warnAfterSeconds) * 1_000;
}

/** What has not been critical for long enough stands as the warning that it was before. */
function asGraveAsItLasted(seen: Seen, at: number): Seen {
  const { cause, critAt } = seen;
  if (cause.warnAfterSeconds === undefined || critAt === null || at - critAt >= cause.holdSeconds * 1_000) return seen;
  return { ...seen, cause: { ...cause, severity: 'warn' } };
}

/** Where the server says since when, that counts: a lock that waited for a minute before we looked is not new. */
function lastedMs({ cause, firstAt }: Seen, at: number): number {
  return at - sinceOf(cause, firstAt);
}

function sinceOf(cause: Cause, firstAt: number): number {
  const said = cause.since === null ? Number.NaN : Date.parse(cause.since);
  return Number.isNaN(said) ? firstAt : Math.min(said, firstAt);
}

/** The graver first, of equals the older. */
function worstFirst(a: Seen, b: Seen): number {
  return graver(a.cause, b.cause) || a.firstAt - b.firstAt || a.cause.key.localeCompare(b.cause.key);
}

/** What lasts first, as something can be done about it; then what is critical, then what weighs more. */
function graver(a: Cause, b: Cause): number {
  return (
    Number(a.isOver ?? false) - Number(b.isOver ?? false) ||
    Number(b.severity === 'crit') - Number(a.severity === 'crit') ||
    b.weight - a.weight
  );
}

/** A symptom leaves the list and stands as a sentence with what explains it, which is as bad as the worst of them. */
function withoutSymptoms(ranked: readonly Seen[]): Told[] {
  const explainedBy = new Map<Seen, Seen>();
  const rootOf = (seen: Seen): Seen => {
    const cause = explainedBy.get(seen);
    return cause === undefined ? seen : rootOf(cause);
  };
  for (const symptom of ranked) {
    const cause = ranked.find(
      (one) => explains(one.cause, symptom.cause) && !explains(symptom.cause, one.cause) && rootOf(one) !== symptom,
    );
    if (cause !== undefined) explainedBy.set(symptom, cause);
  }
  const roots = ranked.filter((seen) => !explainedBy.has(seen));
  const told = roots.map((root): Told => {
    const symptoms = ranked.filter((seen) => seen !== root && rootOf(seen) === root && !isSaid(seen.cause, ranked));
    const isCrit = [root, ...symptoms].some(({ cause }) => cause.severity === 'crit');
    return {
      ...root.cause,
      severity: isCrit ? 'crit' : 'warn',
      weight: Math.max(root.cause.weight, ...symptoms.map(({ cause }) => cause.weight)),
      since: new Date(sinceOf(root.cause, root.firstAt)).toISOString(),
      toldAt: new Date(root.toldAt ?? root.lastAt).toISOString(),
      symptoms: symptoms.map(({ cause }) => cause.sentence),
    };
  });
  return told.toSorted(graver);
}

/** Whether a graver form of the same matter is told and says it all. */
function isSaid({ milderThan }: Cause, ranked: readonly Seen[]): boolean {
  return milderThan !== undefined && ranked.some(({ cause }) => cause.key === milderThan);
}

/**
 * What is wrong with a table is no reason for a statement that does not name it, what keeps few connections none for a pool with most of
 * them out, and nothing is one for what fails in another way.
 */
function explains(cause: Cause, { key, statement, way, out, milderThan }: Cause): boolean {
  if (milderThan === cause.key) return true;
  const { explains: beginnings, tables, ways, keeps } = cause;
  if (!beginnings.some((beginning) => key.startsWith(beginning))) return false;
  if (ways !== undefined && way !== undefined && way !== '' && !ways.includes(way)) return false;
  if (keeps !== undefined && out !== undefined && keeps < out * FAIR_SHARE) return false;
  return tables === undefined || statement === undefined || tables.some((table) => namesTable(statement, table));
}

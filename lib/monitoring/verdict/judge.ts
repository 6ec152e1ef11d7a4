import type { Cause } from '#lib/monitoring/cause.ts';
import type { Told, Verdict } from './verdict.ts';

type Seen = { cause: Cause; firstAt: number; lastAt: number; toldAt: number | null };

/** A cause that one sample misses is not gone: samples of two parts are never of one instant. */
const FORGIVEN_MS = 5_000;

/**
 * Holds causes back until they have lasted as long as they ask for, ranks them and drops those that another explains. Keeps what it
 * saw between calls; two judges that see the same say the same.
 */
export class Judge {
  readonly #seen = new Map<string, Seen>();

  /** @param causes of the newest sample of every part @param unseen parts that are blind or stale */
  consider(now: Date, causes: readonly Cause[], unseen: readonly string[]): Verdict {
    const at = now.getTime();
    for (const cause of causes) {
      const known = this.#seen.get(cause.key);
      this.#seen.set(cause.key, {
        cause,
        firstAt: known?.firstAt ?? at,
        lastAt: at,
        toldAt: known?.toldAt ?? null,
      });
    }
    for (const [key, seen] of this.#seen) {
      const forgiven = seen.toldAt !== null && at - seen.lastAt <= FORGIVEN_MS;
      if (seen.lastAt !== at && !forgiven) this.#seen.delete(key);
      else if (lastedMs(seen, at) >= seen.cause.holdSeconds * 1_000) seen.toldAt ??= at;
    }
    const told = [...this.#seen.values()].filter(({ toldAt }) => toldAt !== null).sort(worstFirst);
    return { at: now.toISOString(), causes: withoutSymptoms(told), unseen: [...unseen] };
  }
}

/** Where the server says since when, that counts: a lock that waited for a minute before we looked is not new. */
function lastedMs({ cause, firstAt }: Seen, at: number): number {
  return at - sinceOf(cause, firstAt);
}

function sinceOf(cause: Cause, firstAt: number): number {
  const said = cause.since === null ? Number.NaN : Date.parse(cause.since);
  return Number.isNaN(said) ? firstAt : Math.min(said, firstAt);
}

/** Critical first; then what explains others, then what weighs more, then what came first. */
function worstFirst(a: Seen, b: Seen): number {
  return (
    Number(b.cause.severity === 'crit') - Number(a.cause.severity === 'crit') ||
    b.cause.weight - a.cause.weight ||
    a.firstAt - b.firstAt ||
    a.cause.key.localeCompare(b.cause.key)
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
    const symptoms = ranked.filter((seen) => seen !== root && rootOf(seen) === root);
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
  return told.toSorted((a, b) => Number(b.severity === 'crit') - Number(a.severity === 'crit') || b.weight - a.weight);
}

function explains(cause: Cause, symptom: Cause): boolean {
  return cause.explains.some((beginning) => symptom.key.startsWith(beginning));
}

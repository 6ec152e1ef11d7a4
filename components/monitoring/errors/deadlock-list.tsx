import { PanelHead } from '#components/layout/page-head.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Time } from '#components/ui/time.tsx';
import { partiesWords } from '#lib/monitoring/errors/causes.ts';
import { type Deadlock, type KeptDeadlocks, type Party, pidsIn } from '#lib/monitoring/errors/deadlock.ts';
import { noneWords } from '#lib/monitoring/errors/history.ts';

const SHOWN = 20;
const HOURS = 72;

type ListProps = {
  kept: KeptDeadlocks | null;
  /** Those of the last hour, which may not be written yet. */
  newest: readonly Deadlock[];
  zone: string;
};

/** Deadlocks of 72 hours, each with who waited for whom as far as that is known. */
export function DeadlockList({ kept, newest, zone }: ListProps) {
  const all = fullestOfEach([...(kept?.deadlocks ?? []), ...newest]);
  return (
    <section aria-label="Deadlocks" className="min-w-0">
      <PanelHead title="Deadlocks" note={noteOf(all.length, kept)} />
      {kept === null && (
        <p role="status" className="border-b border-line px-5 py-2 text-ink-2">
          Older ones could not be read from the database just now.
        </p>
      )}
      <ol>
        {all.slice(0, SHOWN).map((deadlock) => (
          <li key={deadlock.id} className="border-b border-line px-5 py-3">
            <Entry deadlock={deadlock} zone={zone} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** One of each, the newest first: of what two know of it, what names more parties. */
function fullestOfEach(deadlocks: readonly Deadlock[]): Deadlock[] {
  const byId = new Map<string, Deadlock>();
  for (const one of deadlocks) {
    const known = byId.get(one.id);
    if (known === undefined || one.parties.length >= known.parties.length) byId.set(one.id, one);
  }
  return [...byId.values()].toSorted((a, b) => b.at.localeCompare(a.at));
}

function noteOf(count: number, kept: ListProps['kept']): string {
  if (count > 0) return `${count}${kept?.more === true ? ' or more' : ''} in 72 hours`;
  return kept === null ? '' : noneWords('deadlock was seen', kept.minutes, HOURS);
}

function Entry({ deadlock, zone }: { deadlock: Deadlock; zone: string }) {
  const { at, waits, parties, victim, sure } = deadlock;
  const words = partiesWords(deadlock);
  const unknown = pidsIn(deadlock).filter((pid) => !parties.some((party) => party.pid === pid));
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <Time value={at} zone={zone} style="moment" mono />
        <span className="min-w-0 font-medium wrap-anywhere">{`${words.charAt(0).toUpperCase()}${words.slice(1)}.`}</span>
        {!sure && parties.length > 0 && <Badge>likely</Badge>}
      </p>
      <ul className="mt-1 flex flex-col gap-1">
        {parties.map((party) => (
          <li key={party.pid} className="min-w-0">
            <PartyLine
              party={party}
              waited={waits.find(({ pid }) => pid === party.pid)}
              isVictim={party.pid === victim}
            />
          </li>
        ))}
        {unknown.map((pid) => (
          <li key={pid} className="text-ink-2">
            <span className="figures">{pid}</span> is not known: its session had gone, and no sample had seen it.
          </li>
        ))}
        {parties.length === 0 && unknown.length === 0 && (
          <li className="text-ink-2">
            The server counted it; it ended a transaction of another program, and no sample saw the two wait.
          </li>
        )}
      </ul>
    </>
  );
}

type LineProps = { party: Party; waited: Deadlock['waits'][number] | undefined; isVictim: boolean };

function PartyLine({ party, waited, isVictim }: LineProps) {
  const { pid, application, user, statement, from } = party;
  const program = [application === '' ? 'a program without a name' : application, user]
    .filter((part) => part !== null)
    .join(' of ');
  return (
    <>
      <p className="text-ink-2">
        <span className="figures">{pid}</span> {program}
        {isVictim && ', whose transaction was ended'}
        {waited !== undefined && `, waited for ${waited.mode} on a ${waited.on} held by ${waited.blockedBy}`}
        {from === 'session' && statement !== null && '; the statement is the last it ran'}
      </p>
      {statement !== null && <code className="block font-mono text-small wrap-anywhere">{statement}</code>}
    </>
  );
}

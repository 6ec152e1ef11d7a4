import { BookUser, CircleDot, FileUp, KeyRound, type LucideIcon, Settings2, UserRound } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import { actorWords, changeWords } from '#lib/home/change-words.ts';
import type { Change } from '#lib/home/home.ts';
import { dayKey, formatDayHeading } from '#lib/time.ts';

type ChangeListProps = { changes: readonly Change[]; viewerId: string; zone: string };

/** What changed, the newest first, under the day it happened on in the viewer's zone. */
export function ChangeList({ changes, viewerId, zone }: ChangeListProps) {
  if (changes.length === 0) {
    return (
      <EmptyState title="Nothing has changed in 30 days.">
        Edits, imports and changes to accounts are told here.
      </EmptyState>
    );
  }
  const now = new Date();
  const days = Map.groupBy(changes, (change) => dayKey(change.at, zone));
  return (
    <div className="pb-3">
      {[...days].map(([day, ofDay]) => (
        <section key={day}>
          {day !== dayKey(now, zone) && ofDay[0] && (
            <h3 className="pt-3 pb-1 pl-[76px] text-small font-normal text-ink-3 phone:pl-5">
              {formatDayHeading(ofDay[0].at, zone, now)}
            </h3>
          )}
          <ul>
            {ofDay.map((change) => (
              <ChangeLine key={change.id} change={change} viewerId={viewerId} zone={zone} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function ChangeLine({ change, viewerId, zone }: { change: Change; viewerId: string; zone: string }) {
  const { text, href } = changeWords(change);
  const Icon = icons[change.action.split('.')[0] ?? ''] ?? CircleDot;
  return (
    <li className="flex min-h-8 items-center gap-4 px-5 transition-colors hover:bg-hover">
      <Time value={change.at} zone={zone} style="clock" mono className="w-9 shrink-0 text-small text-ink-2" />
      <Icon size={14} strokeWidth={1.6} aria-hidden="true" className="-mr-1 shrink-0 text-ink-3" />
      {href ? (
        <Link href={href} className="min-w-0 flex-1 truncate hover:text-accent phone:py-3 phone:whitespace-normal">
          {text}
        </Link>
      ) : (
        <span className="min-w-0 flex-1 truncate">{text}</span>
      )}
      <span className="max-w-40 shrink-0 truncate text-small text-ink-2 phone:max-w-20">
        {actorWords(change, viewerId)}
      </span>
    </li>
  );
}

const icons: Record<string, LucideIcon> = {
  employee: BookUser,
  import: FileUp,
  user: UserRound,
  key: KeyRound,
  settings: Settings2,
};

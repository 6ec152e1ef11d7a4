'use client';

import { Phone } from 'lucide-react';
import Link from 'next/link';
import { useAtHand } from '#components/layout/at-hand.tsx';
import type { Handy } from '#lib/phonebook/at-hand.ts';

const SHOWN = 6;

/** Before the first key: favourites and recents, each a click from the call. Nothing while there are none. */
export function AtHandStrip() {
  const { favourites, recents } = useAtHand();
  if (favourites.length + recents.length === 0) return null;
  return (
    <div className="grid gap-x-5 border-b border-line px-5 pt-3 pb-3 md:grid-cols-2 phone:gap-y-2 phone:px-4">
      <People title="Favourites" people={favourites} />
      <People title="Recent" people={recents} />
    </div>
  );
}

function People({ title, people }: { title: string; people: readonly Handy[] }) {
  const { used } = useAtHand();
  if (people.length === 0) return null;
  return (
    <section aria-label={title} className="min-w-0">
      <h2 className="pb-1 text-small font-normal text-ink-2">
        {title}
        {people.length > SHOWN && <span className="pl-1 text-ink-3">the first {SHOWN}</span>}
      </h2>
      <ul>
        {people.slice(0, SHOWN).map((one) => (
          <li key={one.id} className="-mx-2 flex min-h-7 items-center rounded-control hover:bg-hover">
            <Link
              href={`/phonebook/${one.id}`}
              prefetch={false}
              title={[one.name, one.role].filter(Boolean).join(', ')}
              className="touch flex min-w-0 flex-1 items-center gap-2 rounded-control px-2"
            >
              <span className="truncate font-medium">{one.name}</span>
              <span className="min-w-0 flex-1 truncate text-small text-ink-2">{one.role}</span>
            </Link>
            {one.dial && (
              <a
                href={one.dial}
                onClick={() => used(one)}
                aria-label={`Call ${one.name}`}
                className="figures touch flex max-w-44 items-center gap-2 rounded-control px-2 hover:text-accent"
              >
                <span className="truncate">{one.number}</span>
                <Phone size={13} aria-hidden="true" className="shrink-0 text-ink-3" />
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

'use client';

import { Clock, Star } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useAtHand } from '#components/layout/at-hand.tsx';
import { type Handy, shortNumber } from '#lib/phonebook/at-hand.ts';

const FAVOURITES_SHOWN = 6;
const RECENTS_SHOWN = 5;

/** Favourites and recents under the pages, where the navigation has room for names. */
export function AtHandNav() {
  const { favourites, recents } = useAtHand();
  return (
    <div className="mt-6 mb-3 flex flex-col gap-5 empty:hidden max-xl:hidden">
      <People
        title="Favourites"
        icon={<Star size={14} strokeWidth={1.6} />}
        people={favourites.slice(0, FAVOURITES_SHOWN)}
      />
      <People title="Recent" icon={<Clock size={14} strokeWidth={1.6} />} people={recents.slice(0, RECENTS_SHOWN)} />
    </div>
  );
}

function People({ title, icon, people }: { title: string; icon: ReactNode; people: readonly Handy[] }) {
  if (people.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="px-3 pb-1.5 text-small font-normal text-ink-3">{title}</h2>
      <ul>
        {people.map(({ id, name, number }) => (
          <li key={id}>
            <Link
              href={`/phonebook/${id}`}
              prefetch={false}
              title={[name, number].filter(Boolean).join(', ')}
              className="flex h-7 items-center gap-2.5 rounded-control px-3 text-ink-2 transition-colors hover:bg-hover hover:text-ink-1"
            >
              <span className="shrink-0 text-ink-3" aria-hidden="true">
                {icon}
              </span>
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {number && <span className="figures text-small text-ink-3">{shortNumber(number)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

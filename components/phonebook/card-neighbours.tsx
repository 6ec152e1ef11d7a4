'use client';

import Link from 'next/link';
import { CardPart, PartPending } from '#components/phonebook/card-part.tsx';
import { useRested } from '#components/phonebook/use-rested.ts';
import { formatCount } from '#lib/count.ts';
import type { ContactRow } from '#lib/phonebook/contact.ts';
import type { Neighbours } from '#lib/phonebook/neighbours.ts';
import { firstParams, phonebookHref } from '#lib/phonebook/params.ts';
import { findNeighboursAction } from '#server/phonebook/actions.ts';

/** Who sits in the same department, with the number: the next best to call. */
export function CardNeighbours({ contact }: { contact: ContactRow }) {
  const { answer, failed, again } = useRested(findNeighboursAction, contact.id, contact.version);
  return (
    <CardPart title={`Near by in ${contact.department}`} after={answer && <WayToAll neighbours={answer} />}>
      {answer ? <NeighbourList neighbours={answer} /> : <PartPending failed={failed} what="neighbours" again={again} />}
    </CardPart>
  );
}

function WayToAll({ neighbours: { department, total, totalIs } }: { neighbours: Neighbours }) {
  if (department === null || total < 2) return null;
  return (
    <Link href={phonebookHref(firstParams, { department })} prefetch={false} className="link">
      All {formatCount(total)}
      {totalIs === 'least' && '+'}
    </Link>
  );
}

function NeighbourList({ neighbours: { near } }: { neighbours: Neighbours }) {
  if (near.length === 0) return <p className="text-ink-3">Nobody else.</p>;
  return (
    <ul className="-mx-3">
      {near.map(({ id, name, note, number }) => (
        <li key={id}>
          <Link
            href={`/phonebook/${id}`}
            prefetch={false}
            className="flex min-h-7 items-center gap-2 rounded-control px-3 hover:bg-hover"
          >
            <span className="min-w-0 flex-1 truncate">
              {name} {note && <span className="text-ink-2">{note}</span>}
            </span>
            {number ? (
              <span className="figures max-w-40 shrink-0 truncate">{number}</span>
            ) : (
              <span className="shrink-0 text-small text-ink-3">no number</span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}

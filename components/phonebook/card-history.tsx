'use client';

import Link from 'next/link';
import { CardPart, PartPending } from '#components/phonebook/card-part.tsx';
import { RevisionList } from '#components/phonebook/revision-list.tsx';
import { useRested } from '#components/phonebook/use-rested.ts';
import type { ContactRow } from '#lib/phonebook/contact.ts';
import { findRevisionsAction } from '#server/phonebook/actions.ts';

const SHOWN = 3;

/** The last changes of the open entry. */
export function CardHistory({ contact, zone }: { contact: ContactRow; zone: string }) {
  const { answer, failed, again } = useRested(findRevisionsAction, contact.id, contact.version);
  const isMore = answer !== undefined && answer.length > SHOWN;
  return (
    <CardPart
      title="History"
      after={
        isMore && (
          <Link href={`/phonebook/${contact.id}`} className="link">
            All {answer.length}
          </Link>
        )
      }
    >
      {answer ? (
        <RevisionList revisions={answer.slice(0, SHOWN)} zone={zone} />
      ) : (
        <PartPending failed={failed} what="history" again={again} />
      )}
    </CardPart>
  );
}

'use client';

import { Pencil, SquareArrowOutUpRight } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { Cord } from '#components/phonebook/cord.tsx';
import { MailLines, NumberLines } from '#components/phonebook/number-lines.tsx';
import { RevisionList } from '#components/phonebook/revision-list.tsx';
import { RoleLines } from '#components/phonebook/role-lines.tsx';
import { IconLink } from '#components/ui/icon-button.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ContactRow, Revision } from '#lib/phonebook/contact.ts';
import { findRevisionsAction } from '#server/phonebook/actions.ts';

type ContactCardProps = { contact: ContactRow; canEdit: boolean; zone: string; query: string };

const HISTORY_SHOWN = 4;
const HISTORY_RESTS_MS = 900;

/** The open row's entry beside the list: numbers to call, and what changed. */
export function ContactCard({ contact, canEdit, zone, query }: ContactCardProps) {
  return (
    <aside
      aria-label={contact.full_name}
      className="sticky top-12 flex h-[calc(100dvh-84px)] w-[400px] min-w-0 flex-col self-start max-lg:hidden min-[1700px]:w-auto min-[1700px]:flex-1"
    >
      <Cord row={contact.id} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-5 pb-6">
        <div className="flex items-start justify-between gap-2 px-3">
          <h2 className="text-sentence font-semibold">{contact.full_name}</h2>
          <div className="flex gap-1">
            {canEdit && contact.deleted_at === null && (
              <IconLink label="Edit" href={`/phonebook/${contact.id}/edit`} icon={<Pencil size={15} />} />
            )}
            <IconLink
              label="Open the entry"
              href={`/phonebook/${contact.id}`}
              icon={<SquareArrowOutUpRight size={15} />}
            />
          </div>
        </div>
        <div className="px-3 pb-3">
          <RoleLines contact={contact} />
        </div>
        <NumberLines contact={contact} dials={contact.dials} why={query.trim() === '' ? [] : contact.why} withKey />
        <MailLines contact={contact} />
        <CardHistory contact={contact} zone={zone} />
      </div>
      <p className="flex h-9 shrink-0 items-center gap-1 border-t border-line px-7 text-small text-ink-2">
        Version {contact.version}
        {contact.updated_at && (
          <>
            {' · changed '}
            <Time value={contact.updated_at} zone={zone} style="ago" />
          </>
        )}
        {canEdit && (
          <span className="ml-auto flex items-center gap-2">
            <Kbd keys={['E']} /> edit
          </span>
        )}
      </p>
    </aside>
  );
}

/** The last changes, asked for once the selection rests, so that walking the list asks for nothing. */
function CardHistory({ contact, zone }: { contact: ContactRow; zone: string }) {
  const [revisions, setRevisions] = useState<Revision[]>();
  const { id, version } = contact;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version has a new history.
  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () =>
        findRevisionsAction(id).then(
          (found) => current && setRevisions(found),
          () => current && setRevisions([]),
        ),
      HISTORY_RESTS_MS,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [id, version]);
  return (
    <section aria-label="History" className="px-3 pt-5">
      <div className="flex items-baseline justify-between pb-2">
        <h3 className="text-ink-2">History</h3>
        {revisions && revisions.length > HISTORY_SHOWN && (
          <Link href={`/phonebook/${id}`} className="link">
            All {revisions.length}
          </Link>
        )}
      </div>
      {revisions ? (
        <RevisionList revisions={revisions.slice(0, HISTORY_SHOWN)} zone={zone} />
      ) : (
        <Skeleton rows={3} label="Loading the history" />
      )}
    </section>
  );
}

'use client';

import { Link2, Pencil, SquareArrowOutUpRight } from 'lucide-react';
import { useAtHand } from '#components/layout/at-hand.tsx';
import { CardHistory } from '#components/phonebook/card-history.tsx';
import { CardNeighbours } from '#components/phonebook/card-neighbours.tsx';
import { Cord } from '#components/phonebook/cord.tsx';
import { MailLines, NumberLines } from '#components/phonebook/number-lines.tsx';
import { RoleLines } from '#components/phonebook/role-lines.tsx';
import { StarButton } from '#components/phonebook/star-button.tsx';
import { WhyList } from '#components/phonebook/why-list.tsx';
import { IconButton, IconLink } from '#components/ui/icon-button.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { Time } from '#components/ui/time.tsx';
import { handyOf } from '#lib/phonebook/at-hand.ts';
import type { ContactPage, ContactRow } from '#lib/phonebook/contact.ts';

type ContactCardProps = {
  contact: ContactRow;
  closeness: ContactPage['closeness'];
  canEdit: boolean;
  zone: string;
  onCopyLink: () => void;
};

/** The open entry beside the list: numbers to call, why it was found, what changed, who sits near. */
export function ContactCard({ contact, closeness, canEdit, zone, onCopyLink }: ContactCardProps) {
  const { used } = useAtHand();
  const handy = handyOf(contact, contact.dials);
  const onUse = () => used(handy);
  return (
    <aside
      aria-label={contact.full_name}
      className="sticky top-12 flex h-[calc(100dvh-84px)] w-[400px] min-w-0 flex-col self-start max-lg:hidden min-[1700px]:w-auto min-[1700px]:flex-1"
    >
      <Cord row={contact.id} />
      <div className="min-h-0 w-full max-w-[720px] flex-1 overflow-y-auto px-4 pt-5 pb-6">
        <div className="flex items-start justify-between gap-2 px-3">
          <h2 className="min-w-0 text-sentence font-semibold break-words">{contact.full_name}</h2>
          <div className="flex">
            <StarButton contact={handy} />
            <IconButton label="Copy a link to what is shown" icon={<Link2 size={15} />} onClick={onCopyLink} />
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
        <NumberLines contact={contact} dials={contact.dials} why={contact.why} onUse={onUse} withKey />
        <MailLines contact={contact} onUse={onUse} />
        <div className="flex flex-col gap-5 px-3 pt-5">
          {contact.why.length > 0 && <WhyList contact={contact} closeness={closeness} />}
          <CardHistory contact={contact} zone={zone} />
          {contact.department !== null && <CardNeighbours contact={contact} />}
        </div>
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

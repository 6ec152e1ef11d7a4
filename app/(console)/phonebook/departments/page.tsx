import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { OrganisationBoard } from '#components/phonebook/organisation-board.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getOrganisation } from '#server/phonebook/departments/organisation.ts';

export const metadata: Metadata = { title: 'Organisation' };

export default async function OrganisationPage() {
  const actor = await requireActor('phonebook.read');
  const organisation = await getOrganisation(actor);
  const { total, pairs, isWhole } = organisation;
  return (
    <>
      <PageHead title="Organisation" note={total > 0 && countOf(total, 'entry', 'entries')} />
      {total === 0 ? (
        <EmptyState
          title="Nobody is in the phonebook yet."
          action={<ButtonLink href="/phonebook">To the phonebook</ButtonLink>}
        >
          Divisions and departments are those that the entries name. They stand here with the first entry.
        </EmptyState>
      ) : (
        <OrganisationBoard organisation={organisation} />
      )}
      {!isWhole && (
        <p className="px-5 py-3 text-ink-2">
          The {formatCount(pairs.length / 3)} largest departments are shown. Smaller ones are found in the phonebook.
        </p>
      )}
    </>
  );
}

import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyState, NothingFound } from '#components/ui/states.tsx';
import { periodWords } from '#lib/questions/gaps/evidence.ts';
import type { GapCounts } from '#lib/questions/gaps/gap.ts';
import { type GapParams, gapHref } from '#lib/questions/gaps/params.ts';
import { QuietGaps } from './quiet-gaps.tsx';

/** What stands where a page of a tab holds no gap. */
export function NoGaps({ params, counts }: { params: GapParams; counts: GapCounts }) {
  if (params.page > 1)
    return (
      <NothingFound
        title="The list ends before this page."
        action={<ButtonLink href={gapHref(params, { page: 1 })}>To the first page</ButtonLink>}
      />
    );
  if (params.query !== '')
    return (
      <NothingFound
        title={`No gap here has “${params.query}”.`}
        action={<ButtonLink href={gapHref(params, { query: '' })}>Show all gaps</ButtonLink>}
      >
        Words are looked for in the name and in every wording of its group.{' '}
        <QuietGaps params={params} counts={counts} />
      </NothingFound>
    );
  return <NoneInTab params={params} counts={counts} />;
}

function NoneInTab({ params, counts }: { params: GapParams; counts: GapCounts }) {
  switch (params.tab) {
    case 'open':
      return counts.quiet > 0 ? (
        <EmptyState title={`No open gap failed in ${periodWords[params.period]}.`}>
          <QuietGaps params={params} counts={counts} />
        </EmptyState>
      ) : (
        <EmptyState title="No gaps are open.">A group lands here once three sessions got no answer.</EmptyState>
      );
    case 'mine':
      return <EmptyState title="No open gap is yours.">Take one under Open with A.</EmptyState>;
    case 'fixed':
      return (
        <EmptyState title="No gap is marked fixed.">
          Once the bot knows the answer, F marks it. It reopens by itself when the same question fails again.
        </EmptyState>
      );
    case 'wont_fix':
      return (
        <EmptyState title="Nothing was set aside.">
          W closes a gap that is not yours to answer, with the reason. It comes back when its sessions double.
        </EmptyState>
      );
  }
}

import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyState, NothingFound } from '#components/ui/states.tsx';
import { formatCount } from '#lib/count.ts';
import type { QuestionTotals } from '#lib/questions/groups.ts';
import { type QuestionParams, questionsHref } from '#lib/questions/params.ts';

type NoQuestionsProps = {
  params: QuestionParams;
  totals: QuestionTotals;
  /** Time ran out before any was counted. */
  bounded: boolean;
};

/** What stands where no question is: they are too many to count, none fits, none was asked in this time, all wait, or none ever came. */
export function NoQuestions({ params, totals, bounded }: NoQuestionsProps) {
  if (bounded)
    return (
      <EmptyState
        title="Too much was asked in this time to count each text."
        action={<ButtonLink href={questionsHref(params, { view: 'meaning', page: 1 })}>Count by meaning</ButtonLink>}
      >
        A shorter time or a word may do; the file takes the time it needs.
      </EmptyState>
    );
  if (params.page > 1)
    return (
      <NothingFound
        title="The list ends before this page."
        action={<ButtonLink href={questionsHref(params, { page: 1 })}>To the first page</ButtonLink>}
      />
    );
  if (params.query !== '')
    return (
      <NothingFound
        title={`No question has “${params.query}”.`}
        action={<ButtonLink href={questionsHref(params, { query: '' })}>Show all questions</ButtonLink>}
      >
        Words are looked for in the name and in every wording of a group. A wider time may find more.
      </NothingFound>
    );
  if (params.order === 'new' && totals.groups > 0)
    return (
      <NothingFound
        title="Nothing was asked for the first time."
        action={<ButtonLink href={questionsHref(params, { order: 'asked' })}>Most asked first</ButtonLink>}
      >
        Every question of this time was known before.
      </NothingFound>
    );
  if (totals.pending > 0)
    return (
      <EmptyState title={`${formatCount(totals.pending)} turns wait for their groups.`}>
        New questions are grouped within seconds, a whole import within minutes. They are counted by exact text
        meanwhile.
      </EmptyState>
    );
  if (params.window.name !== 'all')
    return (
      <EmptyState
        title="No question in this time."
        action={<ButtonLink href={questionsHref(params, { window: { name: 'all' } })}>Look at all time</ButtonLink>}
      >
        The first one stands here seconds after it was asked.
      </EmptyState>
    );
  return (
    <EmptyState
      title="No question has arrived yet."
      action={<ButtonLink href="/conversations">To the conversations</ButtonLink>}
    >
      The chatbot posts each turn to /api/conversations; what people ask is grouped by meaning as it comes in.
    </EmptyState>
  );
}

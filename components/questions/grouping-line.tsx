import Link from 'next/link';
import { Regroup } from '#components/questions/regroup.tsx';
import { Time } from '#components/ui/time.tsx';
import { VerdictLine } from '#components/ui/verdict-line.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import { apartOf, type GroupingState } from '#lib/questions/board.ts';
import type { QuestionTotals } from '#lib/questions/groups.ts';
import { type QuestionParams, questionsHref } from '#lib/questions/params.ts';

type LineProps = { totals: QuestionTotals; state: GroupingState; params: QuestionParams; zone: string; now: Date };

/** What the list was counted from: turns in groups, what stands apart, and how far the grouping is. */
export function GroupingLine({ totals, state, params, zone, now }: LineProps) {
  const apart = apartOf(totals);
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-5 gap-y-1 border-b border-line px-5 py-1.5 text-ink-2 phone:px-4">
      <span>
        <b className="figures font-medium text-ink-1">{formatCount(totals.questions)}</b> questions in{' '}
        {countOf(totals.groups, 'group', 'groups')}
      </span>
      {apart > 0 && (
        <Link
          href={questionsHref(params, { view: 'small-talk', query: '' })}
          className="link-quiet touch flex items-center"
        >
          {apartWords(totals, apart)}
        </Link>
      )}
      <span className="ml-auto flex flex-wrap items-center gap-x-3 phone:ml-0">
        <span>
          {state.groupedTo !== null && (
            <>
              grouped to <Time value={state.groupedTo} zone={zone} now={now} />,{' '}
            </>
          )}
          {waitingWords(state, totals.pending)}
        </span>
        <Regroup state={state.regroup} />
      </span>
    </div>
  );
}

/** What keeps questions from being grouped as they should be; nothing where all is well. */
export function GroupingNotice({ state: { missing } }: { state: GroupingState }) {
  return missing === null ? null : <VerdictLine tone="warn">{missing}</VerdictLine>;
}

function apartWords(totals: QuestionTotals, apart: number): string {
  const [one, many] = apartNames(totals);
  return apart === 1 ? `1 ${one} is listed apart` : `${formatCount(apart)} ${many} are listed apart`;
}

function apartNames({ marked, followUps, greetings, thanks }: QuestionTotals): [one: string, many: string] {
  if (greetings + thanks > 0)
    return marked + followUps > 0
      ? ['greeting, thanks or the like', 'greetings, thanks and the like']
      : ['greeting or thanks', 'greetings and thanks'];
  return followUps > 0
    ? ['follow-up or the like', 'follow-ups and the like']
    : ['that is no question', 'that are no questions'];
}

function waitingWords({ waiting, aMinute }: GroupingState, turns: number): string {
  if (waiting === 0) return 'nothing waiting';
  const speed = aMinute === null ? '' : `, ${formatCount(aMinute)} a minute`;
  return `${countOf(waiting, 'wording', 'wordings')} waiting${speed}, asked ${formatCount(turns)} times in this period`;
}

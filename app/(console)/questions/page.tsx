import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { QuestionBoard } from '#components/questions/board.tsx';
import { GroupingLine, GroupingNotice } from '#components/questions/grouping-line.tsx';
import { NoQuestions } from '#components/questions/no-questions.tsx';
import { QuestionBar } from '#components/questions/question-bar.tsx';
import { FileLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { zoneChoices } from '#lib/measures/zones.ts';
import {
  exportHref,
  PAGE_SIZE,
  parseQuestionParams,
  type QuestionParams,
  questionsHref,
} from '#lib/questions/params.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getGroupingState } from '#server/questions/groups/state.ts';
import { findQuestionList } from '#server/questions/list.ts';

export const metadata: Metadata = { title: 'Questions' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function QuestionsPage({ searchParams }: Props) {
  const actor = await requireActor('questions.read');
  const params = parseQuestionParams(await searchParams);
  const viewersZone = await getViewerZone();
  return (
    <>
      <PageHead
        title="Top questions"
        actions={
          <>
            <QuestionBar params={params} viewersZone={viewersZone} zones={zoneChoices()} />
            <FileLink href={exportHref(params)} variant="quiet" size={32} icon={<Download size={14} />}>
              Export
            </FileLink>
          </>
        }
      />
      <Panel key={questionsHref(params, { page: params.page })} name="The list of questions" rows={12}>
        <List actor={actor} params={params} zone={params.zone ?? viewersZone} />
      </Panel>
    </>
  );
}

async function List({ actor, params, zone }: { actor: Actor; params: QuestionParams; zone: string }) {
  const now = new Date();
  const [{ window, totals, matching, more, bounded, rows }, state] = await Promise.all([
    findQuestionList(actor, params, zone, now),
    getGroupingState(actor, now),
  ]);
  return (
    <>
      <GroupingNotice state={state} />
      <GroupingLine totals={totals} state={state} params={params} zone={zone} now={now} />
      {bounded && rows.length > 0 && (
        <p role="status" className="border-b border-line bg-sunken px-5 py-1.5 text-ink-2 phone:px-4">
          Counting every text of this time took too long, so one further down may belong above. A shorter time or a word
          helps; by meaning nothing is left out.
        </p>
      )}
      {rows.length === 0 ? (
        <NoQuestions params={params} totals={totals} bounded={bounded} />
      ) : (
        <QuestionBoard
          rows={rows}
          params={params}
          from={(params.page - 1) * PAGE_SIZE + 1}
          matching={matching}
          more={more}
          unfinished={window.unfinished}
        />
      )}
    </>
  );
}

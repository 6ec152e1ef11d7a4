import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { Suspense } from 'react';
import { PageHead } from '#components/layout/page-head.tsx';
import { periodWords } from '#components/layout/period-menu.tsx';
import { QuestionBoard } from '#components/questions/board.tsx';
import { GroupingLine, GroupingNotice } from '#components/questions/grouping-line.tsx';
import { NoQuestions } from '#components/questions/no-questions.tsx';
import { QuestionBar, QuestionSearch } from '#components/questions/question-bar.tsx';
import { QuestionFoot } from '#components/questions/question-foot.tsx';
import { buttonClasses } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { zoneChoices } from '#lib/measures/zones.ts';
import { exportHref, LAST_PAGE, PAGE_SIZE, parseQuestionParams, type QuestionParams, questionsHref } from '#lib/questions/params.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findListPage } from '#server/questions/list.ts';
import { getGroupingState } from '#server/questions/groups/state.ts';

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
            <a href={exportHref(params)} download className={buttonClasses({ variant: 'quiet', size: 32 })}>
              <Download size={14} />
              Export
            </a>
          </>
        }
      />
      <Suspense key={questionsHref(params, { page: params.page })} fallback={<Waiting />}>
        <List actor={actor} params={params} zone={params.zone ?? viewersZone} />
      </Suspense>
    </>
  );
}

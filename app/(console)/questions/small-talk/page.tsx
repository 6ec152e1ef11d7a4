import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { QuestionBar } from '#components/questions/question-bar.tsx';
import { QuestionFoot } from '#components/questions/question-foot.tsx';
import { SmallTalkTable } from '#components/questions/small-talk-table.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { EmptyState, NothingFound } from '#components/ui/states.tsx';
import { zoneChoices } from '#lib/measures/zones.ts';
import { parseQuestionParams, type QuestionParams, questionsHref } from '#lib/questions/params.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findQuestionList } from '#server/questions/list.ts';

export const metadata: Metadata = { title: 'Small talk' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SmallTalkPage({ searchParams }: Props) {
  const actor = await requireActor('questions.read');
  const params = parseQuestionParams(await searchParams, 'small-talk');
  const viewersZone = await getViewerZone();
  return (
    <>
      <PageHead
        title="Small talk"
        note="kept out of the questions"
        actions={<QuestionBar params={params} viewersZone={viewersZone} zones={zoneChoices()} />}
      />
      <Panel key={questionsHref(params, { page: params.page })} name="Small talk" rows={4}>
        <List actor={actor} params={params} zone={params.zone ?? viewersZone} />
      </Panel>
    </>
  );
}

async function List({ actor, params, zone }: { actor: Actor; params: QuestionParams; zone: string }) {
  const { window, rows, matching, more } = await findQuestionList(actor, params, zone, new Date());
  if (rows.length === 0) return <NoSmallTalk params={params} />;
  return (
    <>
      <SmallTalkTable rows={rows} params={params} unfinished={window.unfinished} />
      {(more || params.page > 1) && (
        <QuestionFoot params={params} shown={rows.length} matching={matching} more={more} />
      )}
    </>
  );
}

function NoSmallTalk({ params }: { params: QuestionParams }) {
  if (params.query !== '')
    return (
      <NothingFound
        title={`No small talk has “${params.query}”.`}
        action={<ButtonLink href={questionsHref(params, { query: '' })}>Show all of it</ButtonLink>}
      />
    );
  return (
    <EmptyState title="No small talk in this time.">
      Greetings, thanks and follow-ups such as “and in euro?” are counted here, and so is what somebody marks as no
      question.
    </EmptyState>
  );
}

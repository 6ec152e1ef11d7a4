import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { RateOverVolume } from '#components/charts/rate-over-volume.tsx';
import { Tiles } from '#components/charts/tiles.tsx';
import { AnswersPanel } from '#components/questions/answers-panel.tsx';
import { DecisionsPanel } from '#components/questions/decisions-panel.tsx';
import { ExamplesPanel } from '#components/questions/examples-panel.tsx';
import { GroupHead } from '#components/questions/group-head.tsx';
import { GroupPeriod } from '#components/questions/group-period.tsx';
import { MembersPanel } from '#components/questions/members-panel.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { Window } from '#lib/measures/windows.ts';
import { zoneChoices } from '#lib/measures/zones.ts';
import { groupTiles, historyPoints } from '#lib/questions/group-view.ts';
import {
  groupHref,
  groupPageHref,
  parseGroupParams,
  type QuestionParams,
  questionsHref,
  readGroupId,
} from '#lib/questions/params.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { type Group, getGroup } from '#server/questions/groups/group.ts';
import { getGroupHistory } from '#server/questions/groups/history.ts';
import { findMembers, MEMBERS_PER_PAGE } from '#server/questions/groups/members.ts';
import { getGiven } from '#server/questions/groups/turns.ts';
import { getQuestionWindow } from '#server/questions/groups/window.ts';
import { findDecisions } from '#server/questions/rulings/history.ts';

export const metadata: Metadata = { title: 'Question' };

type Props = {
  params: Promise<{ group: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** What every part of the page is told. */
type Seen = {
  actor: Actor;
  group: Group;
  params: QuestionParams;
  /** Which page of the wordings. */
  members: number;
  window: Window;
  zone: string;
  now: Date;
};

export default async function GroupPage({ params: path, searchParams }: Props) {
  const actor = await requireActor('questions.read');
  const id = readGroupId((await path).group);
  const { params, members } = parseGroupParams(await searchParams);
  const group = id === null ? null : await getGroup(actor, id);
  if (group === null) notFound();
  if (group.leadsTo !== null) redirect(groupHref(group.leadsTo, params));
  const viewersZone = await getViewerZone();
  const zone = params.zone ?? viewersZone;
  const now = new Date();
  const window = await getQuestionWindow(actor, params, zone, now);
  const seen = { actor, group, params, members, window, zone, now };
  return (
    <>
      <GroupHead key={group.version} group={group} back={backTo(params)} />
      <GroupPeriod group={group.id} params={params} viewersZone={viewersZone} zones={zoneChoices()} />
      <Panel name="Figures">
        <Figures {...seen} />
      </Panel>
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)_450px] max-[1100px]:grid-cols-1">
        <div className="min-w-0 border-line min-[1101px]:border-r">
          <Panel name="Wordings" rows={8}>
            <Members {...seen} />
          </Panel>
        </div>
        <div className="min-w-0">
          <Panel name="Answers given" rows={8}>
            <Given {...seen} />
          </Panel>
          <Panel name="Decisions">
            <Decisions {...seen} />
          </Panel>
        </div>
      </div>
    </>
  );
}

async function Figures({ actor, group, params, window, zone, now }: Seen) {
  const { view, buckets, grain } = await getGroupHistory(actor, group.id, { window, zone, now });
  const file = `question-${group.id}-${window.fromUtc.slice(0, 10)}-to-${window.toUtc.slice(0, 10)}`;
  return (
    <>
      <Tiles tiles={groupTiles(view)} />
      <div className="border-b border-line pt-1">
        <RateOverVolume
          title="Asked and answered"
          subtitle={`a ${grain}`}
          file={file}
          points={historyPoints(buckets, view.series, { group: group.id, params, grain, zone, now })}
        />
      </div>
    </>
  );
}

async function Members({ actor, group, params, members: page }: Seen) {
  const members = await findMembers(actor, group.id, page);
  const isLast = page * MEMBERS_PER_PAGE >= group.wordings;
  return (
    <MembersPanel
      key={group.version}
      group={group}
      members={members}
      from={(page - 1) * MEMBERS_PER_PAGE + 1}
      previousHref={page > 1 ? pageHref(group, params, page - 1) : undefined}
      nextHref={isLast ? undefined : pageHref(group, params, page + 1)}
      canTick={group.wordings > 1 || group.id < 0}
    />
  );
}

function backTo(params: QuestionParams): { href: string; words: string } {
  const href = questionsHref(params, { page: params.page });
  return { href, words: params.view === 'small-talk' ? 'All small talk' : 'All questions' };
}

function pageHref(group: Group, params: QuestionParams, members: number): string {
  return `${groupPageHref(group.id, params, { members })}#members`;
}

async function Given({ actor, group, window, zone, now }: Seen) {
  const { examples, ...given } = await getGiven(actor, group.id, window);
  return (
    <>
      <AnswersPanel {...given} zone={zone} now={now} />
      <ExamplesPanel examples={examples} zone={zone} now={now} />
    </>
  );
}

async function Decisions({ actor, group, zone, now }: Seen) {
  return <DecisionsPanel decisions={await findDecisions(actor, group.id)} zone={zone} now={now.toISOString()} />;
}

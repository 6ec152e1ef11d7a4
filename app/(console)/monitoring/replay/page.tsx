import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { OwnSizeList } from '#components/monitoring/replay/own-size-list.tsx';
import { ReplayBoard } from '#components/monitoring/replay/replay-board.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { parseReplayParams, type ReplayParams } from '#lib/monitoring/replay/params.ts';
import { roleMay } from '#lib/roles.ts';
import type { Actor, UserActor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMoment } from '#server/monitoring/replay/moment.ts';
import { getOwnSize } from '#server/monitoring/replay/own-size.ts';
import { getPicture } from '#server/monitoring/replay/strip.ts';

export const metadata: Metadata = { title: 'Replay' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ReplayPage({ searchParams }: Props) {
  const actor = await requireActor('monitoring.read');
  // To the second, as addresses have it.
  const now = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const params = parseReplayParams(await searchParams, now.getTime());
  return (
    <>
      <PageHead title="Replay" note="Any moment of the last 72 hours as monitoring saw it." />
      <Panel name="The past" rows={12}>
        <Board actor={actor} params={params} now={now} />
      </Panel>
      <Panel name="What monitoring takes" rows={2}>
        <OwnSize actor={actor} />
      </Panel>
    </>
  );
}

async function Board({ actor, params, now }: { actor: Actor; params: ReplayParams; now: Date }) {
  const { at, span } = params;
  const [zone, picture, moment] = await Promise.all([
    getViewerZone(),
    getPicture(actor, span, now),
    getMoment(actor, new Date(at ?? now.getTime()), now),
  ]);
  // Links to another stretch or moment lead to this page again: they are to show what they name.
  return (
    <ReplayBoard
      key={`${span} ${moment.at}`}
      picture={picture}
      initial={moment}
      span={span}
      now={now.getTime()}
      zone={zone}
    />
  );
}

async function OwnSize({ actor }: { actor: Actor & UserActor }) {
  return <OwnSizeList size={await getOwnSize(actor)} canEdit={roleMay(actor.role, 'settings.edit')} />;
}

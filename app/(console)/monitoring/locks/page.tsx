import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { LocksBoard } from '#components/monitoring/locks/locks-board.tsx';
import { readPid } from '#lib/monitoring/locks/params.ts';
import { roleMay } from '#lib/roles.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';

export const metadata: Metadata = { title: 'Locks and sessions' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LocksPage({ searchParams }: Props) {
  const actor = await requireActor('monitoring.read');
  return (
    <>
      <PageHead title="Locks and sessions" note="Who is connected, who waits for whom, and what would free them." />
      <LocksBoard
        initial={getMonitoring(actor, ['sessions'])}
        zone={await getViewerZone()}
        mayAct={roleMay(actor.role, 'monitoring.end')}
        pid={readPid(await searchParams)}
      />
    </>
  );
}

import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { LocksBoard } from '#components/monitoring/locks/locks-board.tsx';
import { roleMay } from '#lib/roles.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';

export const metadata: Metadata = { title: 'Locks and sessions' };

export default async function LocksPage() {
  const actor = await requireActor('monitoring.read');
  return (
    <>
      <PageHead title="Locks and sessions" note="Who is connected, who waits for whom, and what would free them." />
      <LocksBoard
        initial={getMonitoring(actor, ['sessions'])}
        zone={await getViewerZone()}
        mayAct={roleMay(actor.role, 'monitoring.end')}
      />
    </>
  );
}

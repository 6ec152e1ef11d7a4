import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { PoolBoard } from '#components/monitoring/pool/pool-board.tsx';
import { tagsOf } from '#lib/monitoring/pool/board.ts';
import { OWN_POOLS } from '#lib/monitoring/pool/figures.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';
import { getNames } from '#server/monitoring/pool/names.ts';

export const metadata: Metadata = { title: 'Pool' };

export default async function PoolPage() {
  const actor = await requireActor('monitoring.read');
  const initial = getMonitoring(actor, ['pool', OWN_POOLS]);
  const [zone, names] = await Promise.all([getViewerZone(), getNames(actor, tagsOf(initial))]);
  return (
    <>
      <PageHead title="Pool" note="Who holds the connections to Postgres, and who waits for one." />
      <PoolBoard initial={initial} names={names} zone={zone} />
    </>
  );
}

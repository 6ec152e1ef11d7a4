import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { StorageView } from '#components/monitoring/storage/storage-view.tsx';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';
import { findTableSizes } from '#server/monitoring/storage/sizes.ts';

export const metadata: Metadata = { title: 'Tables and disk' };

export default async function StoragePage() {
  const actor = await requireActor('monitoring.read');
  const [zone, sizes] = await Promise.all([getViewerZone(), findTableSizes(actor)]);
  return (
    <>
      <PageHead title="Tables and disk" note="What takes the space, and what runs towards its end." />
      <StorageView initial={getMonitoring(actor, ['storage', 'counters'])} sizes={sizes} zone={zone} />
    </>
  );
}

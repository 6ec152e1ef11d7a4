import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { ServerBoard } from '#components/monitoring/server/server-board.tsx';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';

export const metadata: Metadata = { title: 'Server settings' };

export default async function ServerSettingsPage() {
  const actor = await requireActor('monitoring.read');
  const zone = await getViewerZone();
  return (
    <>
      <PageHead title="Server settings" note="What monitoring may see of Postgres, and how Postgres is set." />
      <ServerBoard initial={getMonitoring(actor, ['server'])} zone={zone} />
    </>
  );
}

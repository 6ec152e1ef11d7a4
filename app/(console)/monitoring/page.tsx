import type { Metadata } from 'next';
import Link from 'next/link';
import { PageHead, PanelHead } from '#components/layout/page-head.tsx';
import { IncidentList } from '#components/monitoring/incident-list.tsx';
import { VerdictBoard } from '#components/monitoring/verdict-board.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';
import { findIncidents } from '#server/monitoring/incidents.ts';

export const metadata: Metadata = { title: 'Monitoring' };

export default async function MonitoringPage() {
  const actor = await requireActor('monitoring.read');
  const zone = await getViewerZone();
  return (
    <>
      <PageHead title="Verdict" note="What is to blame now, judged every second." />
      <VerdictBoard initial={getMonitoring(actor, [])} zone={zone} />
      <PanelHead
        title="The last 72 hours"
        note="What was told, and how long it lasted."
        actions={
          <Link href="/monitoring/replay" className="link touch">
            Replay
          </Link>
        }
      />
      <Panel name="The last 72 hours" rows={4}>
        <Incidents actor={actor} zone={zone} />
      </Panel>
    </>
  );
}

async function Incidents({ actor, zone }: { actor: Actor; zone: string }) {
  const incidents = await findIncidents(actor);
  if (incidents.length === 0)
    return (
      <EmptyState title="Nothing is written down for the last 72 hours.">
        What is told above is, within seconds, and stays for three days.
      </EmptyState>
    );
  return <IncidentList incidents={incidents} zone={zone} now={new Date()} />;
}

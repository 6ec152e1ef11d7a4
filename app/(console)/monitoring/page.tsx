import type { Metadata } from 'next';
import Link from 'next/link';
import { PageHead, PanelHead } from '#components/layout/page-head.tsx';
import { IncidentList } from '#components/monitoring/incident-list.tsx';
import { OlderRows } from '#components/monitoring/older-rows.tsx';
import { VerdictBoard } from '#components/monitoring/verdict-board.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { EmptyState, NothingFound } from '#components/ui/states.tsx';
import { parseBeforeIncident } from '#lib/monitoring/before.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';
import { findIncidents } from '#server/monitoring/incidents.ts';

export const metadata: Metadata = { title: 'Monitoring' };

const A_PAGE = 100;
const LIST = 'told';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function MonitoringPage({ searchParams }: Props) {
  const actor = await requireActor('monitoring.read');
  const before = parseBeforeIncident(await searchParams);
  const zone = await getViewerZone();
  return (
    <>
      <PageHead title="Verdict" note="What is to blame now, judged every second." />
      <VerdictBoard initial={getMonitoring(actor, [])} zone={zone} />
      <section id={LIST} aria-label="The last 72 hours">
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
          <Incidents actor={actor} zone={zone} before={before} />
        </Panel>
      </section>
    </>
  );
}

async function Incidents({ actor, zone, before }: { actor: Actor; zone: string; before: string | null }) {
  const found = await findIncidents(actor, { before, most: A_PAGE + 1 });
  const incidents = found.slice(0, A_PAGE);
  const newest = `/monitoring#${LIST}`;
  if (incidents.length === 0 && before !== null)
    return (
      <NothingFound
        title="Nothing older is of the last 72 hours."
        action={<ButtonLink href={newest}>Newest</ButtonLink>}
      />
    );
  if (incidents.length === 0)
    return (
      <EmptyState title="Nothing is written down for the last 72 hours.">
        What is told above is, within seconds, and stays for three days.
      </EmptyState>
    );
  const last = found.length > A_PAGE ? incidents.at(-1) : undefined;
  return (
    <>
      <IncidentList incidents={incidents} zone={zone} now={new Date()} />
      <OlderRows
        newestHref={before === null ? null : newest}
        olderHref={last === undefined ? null : `/monitoring?before=${last.id}#${LIST}`}
      />
    </>
  );
}

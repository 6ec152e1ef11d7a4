import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { BarMenu } from '#components/layout/period-menu.tsx';
import { ErrorsNow } from '#components/monitoring/errors/errors-now.tsx';
import { FailureSection } from '#components/monitoring/errors/failure-section.tsx';
import { MenuItem } from '#components/ui/menu.tsx';
import { Panel } from '#components/ui/panel.tsx';
import {
  type ErrorWindow,
  emptyWords,
  errorWindows,
  historyTable,
  parseErrorWindow,
  rowsIn,
  sections,
  watchedIn,
} from '#lib/monitoring/errors/history.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { within } from '#server/core/within.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';
import { findDeadlocks, findErrorHistory } from '#server/monitoring/errors/history.ts';

const KEPT_WITHIN_MS = 1_000;

export const metadata: Metadata = { title: 'Errors' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ErrorsPage({ searchParams }: Props) {
  const actor = await requireActor('monitoring.read');
  const window = parseErrorWindow((await searchParams).window);
  const zone = await getViewerZone();
  return (
    <>
      <PageHead
        title="Errors"
        note="What failed: requests, actions, statements, connections, work and sessions."
        actions={
          <BarMenu name="Window" value={window.label}>
            {errorWindows.map(({ name, label }) => (
              <MenuItem key={name} href={name === '24h' ? '/monitoring/errors' : `/monitoring/errors?window=${name}`}>
                {label}
              </MenuItem>
            ))}
          </BarMenu>
        }
      />
      <Panel name="What fails now" rows={4}>
        <Now actor={actor} zone={zone} />
      </Panel>
      <Panel name="History" rows={12}>
        <History actor={actor} zone={zone} window={window} />
      </Panel>
    </>
  );
}

async function Now({ actor, zone }: { actor: Actor; zone: string }) {
  // What is known by memory stands also while the database does not answer.
  const kept = await within(KEPT_WITHIN_MS, findDeadlocks(actor), null);
  return <ErrorsNow initial={getMonitoring(actor, ['errors'])} zone={zone} kept={kept} />;
}

async function History({ actor, zone, window }: { actor: Actor; zone: string; window: ErrorWindow }) {
  const now = new Date();
  const history = await findErrorHistory(actor, window, now.getTime());
  return sections.map((section) => {
    const rows = rowsIn(history, section);
    return (
      <FailureSection
        key={section.name}
        title={section.title}
        rows={rows}
        watched={watchedIn(history, section)}
        empty={emptyWords(history, section, window.hours)}
        table={historyTable(history, rows, zone, now)}
        zone={zone}
      />
    );
  });
}

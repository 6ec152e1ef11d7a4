import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { AlertsTable } from '#components/monitoring/alerts/alerts-table.tsx';
import { MuteDialog, MuteLine } from '#components/monitoring/alerts/mute-dialog.tsx';
import { OlderRows } from '#components/monitoring/older-rows.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { EmptyState, NothingFound } from '#components/ui/states.tsx';
import { parseBeforeAlert } from '#lib/monitoring/before.ts';
import { roleMay } from '#lib/roles.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findAlerts, findMutes } from '#server/monitoring/alerts/alerts.ts';

export const metadata: Metadata = { title: 'Alerts' };

const A_PAGE = 100;
const PATH = '/monitoring/alerts';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AlertsPage({ searchParams }: Props) {
  const actor = await requireActor('monitoring.read');
  const before = parseBeforeAlert(await searchParams);
  const canAct = roleMay(actor.role, 'monitoring.act');
  return (
    <>
      <PageHead
        title="Alerts"
        note="One for each thing that was to blame, over when it was gone for two minutes."
        actions={
          canAct && (
            <>
              <ButtonLink href="/settings/alerts" size={32}>
                Channels
              </ButtonLink>
              <MuteDialog />
            </>
          )
        }
      />
      <Panel name="Alerts" rows={10}>
        <Alerts actor={actor} canAct={canAct} before={before} />
      </Panel>
    </>
  );
}

type ListProps = { actor: Actor; canAct: boolean; before: string | null };

async function Alerts({ actor, canAct, before }: ListProps) {
  const wish = { before, most: A_PAGE + 1 };
  const [found, mutes, zone] = await Promise.all([findAlerts(actor, wish), findMutes(actor), getViewerZone()]);
  const alerts = found.slice(0, A_PAGE);
  const last = found.length > A_PAGE ? alerts.at(-1) : undefined;
  return (
    <>
      {mutes.map((mute) => (
        <MuteLine key={mute.id} mute={mute} zone={zone} canAct={canAct} />
      ))}
      {alerts.length === 0 ? <NoAlerts before={before} /> : <AlertsTable alerts={alerts} zone={zone} canAct={canAct} />}
      <OlderRows
        newestHref={before === null || alerts.length === 0 ? null : PATH}
        olderHref={last === undefined ? null : `${PATH}?before=${last.id}`}
      />
    </>
  );
}

function NoAlerts({ before }: Pick<ListProps, 'before'>) {
  if (before === null)
    return <EmptyState title="No alert yet.">Each stays here for 90 days after it was over.</EmptyState>;
  return <NothingFound title="No older alert is kept." action={<ButtonLink href={PATH}>Newest</ButtonLink>} />;
}

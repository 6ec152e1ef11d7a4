import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { AlertsTable } from '#components/monitoring/alerts/alerts-table.tsx';
import { MuteDialog, MuteLine } from '#components/monitoring/alerts/mute-dialog.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { roleMay } from '#lib/roles.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findAlerts, findMutes } from '#server/monitoring/alerts/alerts.ts';

export const metadata: Metadata = { title: 'Alerts' };

export default async function AlertsPage() {
  const actor = await requireActor('monitoring.read');
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
        <Alerts actor={actor} canAct={canAct} />
      </Panel>
    </>
  );
}

async function Alerts({ actor, canAct }: { actor: Actor; canAct: boolean }) {
  const [alerts, mutes, zone] = await Promise.all([findAlerts(actor), findMutes(actor), getViewerZone()]);
  return (
    <>
      {mutes.map((mute) => (
        <MuteLine key={mute.id} mute={mute} zone={zone} canAct={canAct} />
      ))}
      {alerts.length === 0 ? (
        <EmptyState title="No alert yet.">Each stays here for 90 days after it was over.</EmptyState>
      ) : (
        <AlertsTable alerts={alerts} zone={zone} canAct={canAct} />
      )}
    </>
  );
}

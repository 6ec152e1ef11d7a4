import { PageHead, PanelHead } from '#components/layout/page-head.tsx';
import { ConnectionsTable } from '#components/settings/connections-table.tsx';
import { LampList } from '#components/settings/lamp-list.tsx';
import { FailedPanel } from '#components/ui/states.tsx';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { findLamps } from '#server/core/lamps/lamps.ts';
import { getConnections } from '#server/settings/health/queries.ts';

export const metadata = { title: 'State of this server' };

export default async function HealthPage() {
  const actor = await requireActor('health.read');
  const [lamps, { pools, allowed, main }] = await Promise.all([findLamps(actor), getConnections(actor)]);
  const note = `${main.inUse} of the main pool's ${main.max} are in use, ${main.waiting} requests wait; ${main.base} are kept open.`;
  return (
    <>
      <PageHead title="State of this server" note="What each lamp saw just now. npm run cli -- doctor says more." />
      <LampList lamps={lamps} />
      <PanelHead
        title="Connections to Postgres"
        note={allowed === null ? note : `${note} The server allows ${allowed}.`}
      />
      {pools === null ? (
        <FailedPanel title="The database did not answer within 1 s.">The next visit asks again.</FailedPanel>
      ) : (
        <ConnectionsTable pools={pools} />
      )}
    </>
  );
}

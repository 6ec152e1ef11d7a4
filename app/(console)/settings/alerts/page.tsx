import { PageHead } from '#components/layout/page-head.tsx';
import { ChannelsTable } from '#components/monitoring/alerts/channels-table.tsx';
import { NewChannelDialog } from '#components/monitoring/alerts/new-channel-dialog.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { env } from '#server/core/env.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findChannels } from '#server/monitoring/alerts/channels.ts';

export const metadata = { title: 'Alert channels' };

export default async function AlertChannelsPage() {
  const actor = await requireActor('alerts.read');
  const [channels, zone] = await Promise.all([findChannels(actor), getViewerZone()]);
  return (
    <>
      <PageHead
        title="Alert channels"
        note="Where alerts go. On the pages they are told in any case."
        actions={<NewChannelDialog canMail={env().SMTP_URL !== undefined} />}
      />
      {channels.length === 0 ? (
        <EmptyState title="Alerts go nowhere yet.">
          A channel posts them to an address of yours, signed, or mails them. One message when something is to blame,
          one when it is over.
        </EmptyState>
      ) : (
        <ChannelsTable channels={channels} zone={zone} />
      )}
    </>
  );
}

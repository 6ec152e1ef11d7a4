import { PageHead } from '#components/layout/page-head.tsx';
import { KeysTable } from '#components/settings/keys-table.tsx';
import { NewKeyDialog } from '#components/settings/new-key-dialog.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { VerdictLine } from '#components/ui/verdict-line.tsx';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findKeys } from '#server/settings/keys/queries.ts';

export const metadata = { title: 'API keys' };

export default async function KeysPage() {
  const actor = await requireActor('keys.read');
  const [keys, zone] = await Promise.all([findKeys(actor), getViewerZone()]);
  return (
    <>
      <PageHead
        title="API keys"
        note="By which programs call the HTTP API. A key never opens a page."
        actions={<NewKeyDialog />}
      />
      {keys.some(({ conflicts }) => conflicts > 0) && (
        <VerdictLine tone="warn">
          Within 35 days turns came under an id that was stored before with another body. They were answered as
          duplicates and are not stored: see whether a program gives one id to different turns.
        </VerdictLine>
      )}
      {keys.length === 0 ? (
        <EmptyState title="No key has been made.">
          The chatbot needs one to look up people and to log what was said.
        </EmptyState>
      ) : (
        <KeysTable keys={keys} zone={zone} />
      )}
    </>
  );
}

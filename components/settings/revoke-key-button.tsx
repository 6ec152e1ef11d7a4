'use client';

import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { revokeKeyAction } from '#server/settings/keys/actions.ts';

/** Revokes a key, once asked. */
export function RevokeKeyButton({ id, name }: { id: string; name: string }) {
  const guarded = useRecentPassword();
  return (
    <ConfirmDialog
      trigger={
        <Button size={24} variant="danger-quiet" aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      }
      title={`Revoke ${name}?`}
      description="Programs that use it are refused within a second. It cannot be taken back; make a new key instead."
      confirm="Revoke"
      keep="Leave it"
      onConfirm={() => guarded(() => revokeKeyAction(id))}
    />
  );
}

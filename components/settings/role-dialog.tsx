'use client';

import { useRecentPassword } from '#components/layout/password-gate.tsx';
import type { UserLine } from '#components/settings/users-table.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { NativeSelect } from '#components/ui/input.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { roleOptions } from '#lib/account/role-words.ts';
import { changeRoleAction } from '#server/settings/users/actions.ts';

type RoleDialogProps = { user: UserLine; open: boolean; onOpenChange: (open: boolean) => void };

/** Gives a person another role. */
export function RoleDialog({ user, open, onOpenChange }: RoleDialogProps) {
  const guarded = useRecentPassword();
  const toast = useToast();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Role of ${user.name}`}
      description="They are signed out everywhere, so that nothing of the old role stays open."
      confirm="Change role"
      keep="Leave it"
      tone="primary"
      onConfirm={async (fields) => {
        const role = String(fields.get('role') ?? '');
        const changed = await guarded(() => changeRoleAction({ userId: user.id, role }));
        if (changed.ok) toast({ tone: 'done', text: `${user.name} is ${role} now.` });
        return changed;
      }}
    >
      <Field label="Role">
        <NativeSelect name="role" defaultValue={user.role} options={roleOptions} />
      </Field>
    </ConfirmDialog>
  );
}

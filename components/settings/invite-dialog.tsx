'use client';

import { UserPlus } from 'lucide-react';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { shownLink } from '#components/settings/shown-link.ts';
import { type ShownOnce, ShownOnceDialog } from '#components/settings/shown-once-dialog.tsx';
import { Button, type ButtonVariant } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormEnd } from '#components/ui/form-end.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { roleOptions } from '#lib/account/role-words.ts';
import { inviteUserAction } from '#server/settings/users/actions.ts';

/** Adds a person and shows the link to hand them, once. */
export function InviteDialog({ variant = 'primary' }: { variant?: ButtonVariant }) {
  return (
    <ShownOnceDialog
      trigger={
        <Button variant={variant} icon={<UserPlus size={15} />}>
          Invite
        </Button>
      }
      title="Invite a person"
      form={(onMade) => <InviteForm onMade={onMade} />}
    />
  );
}

function InviteForm({ onMade }: { onMade: (made: ShownOnce) => void }) {
  const guarded = useRecentPassword();
  const form = useSubmit(
    (fields) =>
      guarded(() =>
        inviteUserAction({
          name: String(fields.get('name') ?? ''),
          email: String(fields.get('email') ?? ''),
          role: String(fields.get('role') ?? ''),
        }),
      ),
    (link) => onMade(shownLink(link)),
  );
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <Field label="Name" error={form.errorOf('name')}>
        <Input name="name" autoComplete="off" autoFocus />
      </Field>
      <Field label="E-mail" error={form.errorOf('email')} hint="They sign in with it. Nothing is sent there.">
        <Input name="email" type="email" autoComplete="off" />
      </Field>
      <Field label="Role" error={form.errorOf('role')}>
        <NativeSelect name="role" defaultValue="operator" options={roleOptions} />
      </Field>
      <FormEnd form={form} send="Make the link" />
    </form>
  );
}

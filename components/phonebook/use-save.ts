'use client';

import { useState, useTransition } from 'react';
import { useToast } from '#components/ui/toast.tsx';
import type { Conflict } from '#lib/phonebook/conflict.ts';
import type { Contact } from '#lib/phonebook/contact.ts';
import type { ContactPatch } from '#lib/phonebook/contact-form.ts';
import type { ContactField } from '#lib/phonebook/fields.ts';
import type { Duplicate, Saved } from '#lib/phonebook/saved.ts';
import { type Failure, noAnswer, type Result } from '#lib/result.ts';

type Wish = { version: number; patch: ContactPatch; allowDuplicate?: boolean };

/**
 * Saves what was typed and keeps it when that fails: a failure beside its field, a duplicate to confirm, a conflict to
 * choose in. `send` writes, `done` comes after a write that stood.
 */
export function useSave(send: (wish: Wish) => Promise<Result<Saved>>, done: (contact: Contact) => void) {
  const toast = useToast();
  const [busy, start] = useTransition();
  const [failure, setFailure] = useState<Failure>();
  const [duplicates, setDuplicates] = useState<{ found: Duplicate[]; wish: Wish }>();
  const [conflict, setConflict] = useState<Conflict>();

  const write = async (wish: Wish) => {
    const result = await send(wish).catch(noAnswer);
    setFailure(result.ok ? undefined : result);
    setDuplicates(undefined);
    // The form's own line lies behind the dialog.
    if (!result.ok && conflict !== undefined) toast({ tone: 'failed', text: result.message });
    if (!result.ok) return;
    const { value } = result;
    if (value.state === 'duplicate') setDuplicates({ found: value.duplicates, wish });
    if (value.state === 'conflict') setConflict({ ...value, mine: wish.patch });
    if (value.state !== 'saved') return;
    setConflict(undefined);
    toast({ tone: 'done', text: 'Saved.' });
    done(value.contact);
  };

  return {
    busy,
    failure,
    errorOf: (field: string) => failure?.fieldErrors?.[field] ?? failure?.fieldErrors?.[`patch.${field}`],
    message: failure?.fieldErrors === undefined ? failure?.message : undefined,
    duplicates: duplicates?.found ?? [],
    conflict,
    save: (wish: Wish) => start(() => write(wish)),
    saveAnyway: () => duplicates && start(() => write({ ...duplicates.wish, allowDuplicate: true })),
    /** Writes the fields chosen as mine over the version of theirs; none chosen leaves their entry as it is. */
    async choose(fields: ContactField[]) {
      if (conflict === undefined) return;
      const patch = Object.fromEntries(fields.map((field) => [field, conflict.mine[field] ?? null]));
      await write({ version: conflict.theirs.version, patch });
    },
    closeConflict: () => setConflict(undefined),
  };
}

'use client';

import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { noAnswer } from '#lib/result.ts';
import { deleteContactAction, restoreContactAction } from '#server/phonebook/actions.ts';

/** Deletes at once; the toast takes it back, and so does the list of deleted entries. */
export function DeleteButton({ id, name }: { id: number; name: string }) {
  const toast = useToast();
  const router = useRouter();
  const [busy, start] = useTransition();
  const undo = async () => {
    const result = await restoreContactAction(id).catch(noAnswer);
    toast(result.ok ? { tone: 'done', text: `${name} restored.` } : { tone: 'failed', text: result.message });
    if (result.ok) router.push(`/phonebook/${id}`);
  };
  const remove = () =>
    start(async () => {
      const result = await deleteContactAction(id).catch(noAnswer);
      if (!result.ok) return toast({ tone: 'failed', text: result.message });
      toast({ tone: 'done', text: `${name} deleted.`, action: { label: 'Undo', run: () => void undo() } });
      router.push('/phonebook');
    });
  return (
    <Button variant="danger-quiet" icon={<Trash2 size={14} />} onClick={remove} busy={busy}>
      Delete
    </Button>
  );
}

'use client';

import { Sparkles } from 'lucide-react';
import { useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { countOf } from '#lib/count.ts';
import { addSamplePeopleAction, removeSamplePeopleAction } from '#server/phonebook/actions.ts';

/** Loads the invented people. */
export function AddSampleButton() {
  const toast = useToast();
  const [busy, start] = useTransition();
  const add = () =>
    start(async () => {
      const result = await addSamplePeopleAction();
      toast(
        result.ok
          ? { tone: 'done', text: 'Sample people added. One click removes them.' }
          : { tone: 'failed', text: result.message },
      );
    });
  return (
    <Button onClick={add} busy={busy} icon={<Sparkles size={15} />}>
      Load sample people
    </Button>
  );
}

/** Removes the invented people again. */
export function RemoveSampleButton({ count }: { count: number }) {
  const toast = useToast();
  const [busy, start] = useTransition();
  const remove = () =>
    start(async () => {
      const result = await removeSamplePeopleAction();
      toast(
        result.ok
          ? { tone: 'done', text: `${countOf(result.value.count, 'sample entry', 'sample entries')} removed.` }
          : { tone: 'failed', text: result.message },
      );
    });
  return (
    <Button size={24} onClick={remove} busy={busy}>
      Remove {countOf(count, 'sample entry', 'sample entries')}
    </Button>
  );
}

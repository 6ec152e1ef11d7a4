'use client';

import { Sparkles } from 'lucide-react';
import { useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { countOf } from '#lib/count.ts';
import { noAnswer } from '#lib/result.ts';
import { addSamplePeopleAction, removeSamplePeopleAction } from '#server/phonebook/actions.ts';

/** Loads the invented people. */
export function AddSampleButton() {
  const toast = useToast();
  const [busy, start] = useTransition();
  const add = () =>
    start(async () => {
      const result = await addSamplePeopleAction().catch(noAnswer);
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

/** Says that invented people are among the entries, and removes them. */
export function SampleLine({ count }: { count: number }) {
  const toast = useToast();
  const [busy, start] = useTransition();
  const remove = () =>
    start(async () => {
      const result = await removeSamplePeopleAction().catch(noAnswer);
      toast(result.ok ? { tone: 'done', text: 'Sample people removed.' } : { tone: 'failed', text: result.message });
    });
  return (
    <p className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-line bg-sunken px-5 py-1 text-ink-2">
      <Sparkles size={15} aria-hidden="true" className="shrink-0" />
      <span className="flex-1">{countOf(count, 'entry is', 'entries are')} invented, to try things on.</span>
      <Button size={24} onClick={remove} busy={busy}>
        Remove sample people
      </Button>
    </p>
  );
}

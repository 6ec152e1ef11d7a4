'use client';

import { useEffect, useState } from 'react';
import { smallTalkWords } from '#components/questions/kind-words.ts';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { useLatestWish } from '#components/ui/use-latest-wish.ts';
import { countOf, formatCount } from '#lib/count.ts';
import type { Target } from '#lib/questions/member.ts';
import { findTargetsAction } from '#server/questions/groups/actions.ts';

type MoveProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** How many wordings are to be moved. */
  count: number;
  /** The group they are in. */
  from: number;
  onMove: (to: Target) => void;
};

/** Asks for the group that ticked wordings belong to. */
export function MoveDialog({ open, onOpenChange, count, from, onMove }: MoveProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Move ${countOf(count, 'wording', 'wordings')} to another group`}
      description="They stay there however questions are grouped anew."
    >
      <Targets from={from} onMove={onMove} />
    </Dialog>
  );
}

function Targets({ from, onMove }: Pick<MoveProps, 'from' | 'onMove'>) {
  const [words, setWords] = useState('');
  const { wish, latest, failed } = useLatestWish(findTargetsAction);
  useEffect(() => wish(words), [wish, words]);
  const targets = latest?.answer.filter(({ id }) => id !== from);
  return (
    <>
      <Field label="Words of the group">
        <Input
          type="search"
          autoComplete="off"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      </Field>
      {failed !== undefined && (
        <p role="alert" className="mt-3 text-crit">
          The database did not answer. Type on to try again.
        </p>
      )}
      {targets === undefined && failed === undefined && <Skeleton rows={4} label="Loading groups" />}
      {targets?.length === 0 && (
        <p role="status" className="mt-3 text-ink-2">
          No other group has these words.
        </p>
      )}
      <ul className="mt-2">
        {targets?.map((target) => (
          <li key={target.id} className="border-b border-line">
            <button
              type="button"
              onClick={() => onMove(target)}
              className="touch flex min-h-9 w-full items-center gap-3 px-1 text-left hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate">{smallTalkWords[target.kind] ?? target.question}</span>
              <span className="figures text-ink-2">{formatCount(target.asked)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

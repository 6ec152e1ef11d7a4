'use client';

import { useRef, useTransition } from 'react';
import { useToast } from '#components/ui/toast.tsx';
import type { Done } from '#lib/questions/gaps/detail.ts';
import { undoneWords } from '#lib/questions/gaps/event-words.ts';
import type { GapPerson, GapRow } from '#lib/questions/gaps/gap.ts';
import type { Result } from '#lib/result.ts';
import {
  assignGapAction,
  closeGapAction,
  openGapAction,
  setGapDueAction,
  undoGapAction,
} from '#server/questions/gaps/actions.ts';

type Triage = {
  busy: boolean;
  assign: (row: GapRow, person: GapPerson | null) => void;
  due: (row: GapRow, day: string | null) => void;
  fix: (row: GapRow) => void;
  wontFix: (row: GapRow, reason: string) => Promise<Result<Done>>;
  open: (row: GapRow) => void;
  /** Takes back what was last done on this page, else what was last done to `row`. */
  undo: (row: GapRow | undefined) => void;
  /** Changes a text for the one before it, and back. */
  swap: (row: GapRow, event: string) => void;
};

/**
 * What can be done to a gap. Each is told in a line that can take it back.
 * @param left called when a gap has left its tab
 * @param returned called with the gap whose last step was taken back
 */
export function useTriage(left: (row: GapRow) => void, returned: (gap: string) => void): Triage {
  const toast = useToast();
  const [busy, start] = useTransition();
  const done = useRef<{ gap: string; event: string }[]>([]);

  const undoOf = (gap: string, event: string | null) =>
    start(async () => {
      const result = await undoGapAction({ gap, event });
      done.current = done.current.filter((other) => other.event !== event);
      if (!result.ok) return toast({ tone: 'failed', text: result.message });
      returned(gap);
      toast({ tone: 'done', text: undoneWords[result.value] ?? 'Taken back.' });
    });
  const tell = (row: GapRow, text: string, result: Result<Done>) => {
    if (!result.ok) return toast({ tone: 'failed', text: result.message });
    const { event } = result.value;
    done.current.push({ gap: row.id, event });
    toast({ tone: 'done', text, action: { label: 'Undo', keys: ['U'], run: () => undoOf(row.id, event) } });
  };
  const act = (row: GapRow, text: string, work: () => Promise<Result<Done>>, leaves: boolean) =>
    start(async () => {
      const result = await work();
      if (result.ok && leaves) left(row);
      tell(row, text, result);
    });
  const seen = (row: GapRow) => ({ gap: row.id, version: row.version });

  return {
    busy,
    assign: (row, person) =>
      act(
        row,
        person === null ? 'Given back.' : `Given to ${person.name}.`,
        () => assignGapAction({ ...seen(row), assignee: person?.id ?? null }),
        false,
      ),
    due: (row, day) =>
      act(
        row,
        day === null ? 'No longer due.' : `Due on ${day}.`,
        () => setGapDueAction({ ...seen(row), due: day }),
        false,
      ),
    fix: (row) =>
      act(
        row,
        'Marked fixed. It reopens when it fails again.',
        () => closeGapAction({ ...seen(row), closing: 'fixed' }),
        true,
      ),
    async wontFix(row, reason) {
      const result = await closeGapAction({ ...seen(row), closing: 'wont_fix', reason });
      if (result.ok) {
        left(row);
        tell(row, 'Closed. It comes back when its sessions double.', result);
      }
      return result;
    },
    open: (row) => act(row, 'Open again.', () => openGapAction(seen(row)), true),
    undo(row) {
      const last = done.current.at(-1);
      if (last !== undefined) undoOf(last.gap, last.event);
      else if (row !== undefined) undoOf(row.id, null);
    },
    swap: (row, event) => undoOf(row.id, event),
  };
}

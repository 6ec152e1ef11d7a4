'use client';

import { useState } from 'react';
import { useToast } from '#components/ui/toast.tsx';
import type { Cursor } from '#lib/conversations/turn.ts';
import type { TurnDetail } from '#lib/conversations/turn-detail.ts';
import type { TurnState } from '#lib/measures/turn-filter.ts';
import { setVerdictAction } from '#server/conversations/actions.ts';

export type ShownThread = { sessionId: string; rows: TurnDetail[]; around: Cursor | null };

/** A thread with verdicts: what a person says is shown at once and put back when it could not be saved. */
export function useVerdicts(thread: ShownThread, onChange?: (rows: TurnDetail[]) => void) {
  const [changed, setChanged] = useState<{ of: ShownThread; rows: TurnDetail[]; saved: TurnDetail[] }>();
  const toast = useToast();
  const { rows, saved } = changed?.of === thread ? changed : { rows: thread.rows, saved: thread.rows };
  const judge = async (turn: TurnDetail, state: TurnState | null) => {
    if (state === 'unknown') return;
    setChanged({
      of: thread,
      saved,
      rows: rows.map((row) => (row.id === turn.id ? { ...row, humanState: state, state: state ?? row.state } : row)),
    });
    const result = await setVerdictAction({
      turn: { id: turn.id, at: turn.at },
      around: thread.around,
      state,
    }).catch(() => null);
    if (result?.ok) {
      const answered = withShownTexts(result.value?.rows ?? rows, rows);
      setChanged({ of: thread, rows: answered, saved: answered });
      onChange?.(answered);
    } else {
      setChanged((now) => (now?.of === thread ? { ...now, rows: withSaved(now.rows, now.saved, turn.id) } : now));
      toast({ tone: 'failed', text: result?.message ?? 'The verdict may not be saved: no answer came. Judge again.' });
    }
  };
  return { rows, judge: (turn: TurnDetail, state: TurnState | null) => void judge(turn, state) };
}

/** One row as it was last saved, whatever was said of the others meanwhile. */
function withSaved(rows: readonly TurnDetail[], saved: readonly TurnDetail[], id: string): TurnDetail[] {
  return rows.map((row) => (row.id === id ? (saved.find((one) => one.id === id) ?? row) : row));
}

/** What was revealed stays in sight: the answer to a verdict is masked. */
function withShownTexts(answered: TurnDetail[], shown: readonly TurnDetail[]): TurnDetail[] {
  const texts = new Map(shown.map((row) => [row.id, row]));
  return answered.map((row) => {
    const { sessionId, question, answer, clientIp } = texts.get(row.id) ?? row;
    return { ...row, sessionId, question, answer, clientIp };
  });
}

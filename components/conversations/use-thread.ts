'use client';

import { useState } from 'react';
import { useToast } from '#components/ui/toast.tsx';
import type { Cursor } from '#lib/conversations/turn.ts';
import type { TurnDetail } from '#lib/conversations/turn-detail.ts';
import type { TurnState } from '#lib/measures/turn-filter.ts';
import { setVerdictAction } from '#server/conversations/actions.ts';

export type ShownThread = { sessionId: string; rows: TurnDetail[]; around: Cursor | null };

/** A thread with verdicts: what a person says is shown at once and put back when it could not be saved. */
export function useVerdicts(thread: ShownThread, onChange?: () => void) {
  const [changed, setChanged] = useState<{ of: ShownThread; rows: TurnDetail[] }>();
  const toast = useToast();
  const rows = changed?.of === thread ? changed.rows : thread.rows;
  const judge = async (turn: TurnDetail, state: TurnState | null) => {
    if (state === 'unknown') return;
    setChanged({
      of: thread,
      rows: rows.map((row) => (row.id === turn.id ? { ...row, humanState: state, state: state ?? row.state } : row)),
    });
    const result = await setVerdictAction({
      turn: { id: turn.id, at: turn.at },
      around: thread.around,
      state,
    });
    if (result.ok) {
      setChanged({ of: thread, rows: withShownTexts(result.value?.rows ?? rows, rows) });
      onChange?.();
    } else {
      setChanged({ of: thread, rows });
      toast({ tone: 'failed', text: result.message });
    }
  };
  return { rows, judge: (turn: TurnDetail, state: TurnState | null) => void judge(turn, state) };
}

/** What was revealed stays in sight: the answer to a verdict is masked. */
function withShownTexts(answered: TurnDetail[], shown: readonly TurnDetail[]): TurnDetail[] {
  const texts = new Map(shown.map((row) => [row.id, row]));
  return answered.map((row) => {
    const { question, answer, clientIp } = texts.get(row.id) ?? row;
    return { ...row, question, answer, clientIp };
  });
}

'use client';

import { type RefObject, useEffect, useRef, useTransition } from 'react';
import { useToast } from '#components/ui/toast.tsx';
import type { Done } from '#lib/questions/gaps/detail.ts';
import { undoneWords } from '#lib/questions/gaps/event-words.ts';
import type { GapPerson, GapRow } from '#lib/questions/gaps/gap.ts';
import type { GapStep } from '#lib/questions/gaps/input.ts';
import { noAnswer, type Result } from '#lib/result.ts';
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
  /** @returns whether the day was kept */
  due: (row: GapRow, day: string | null) => Promise<boolean>;
  fix: (row: GapRow) => void;
  wontFix: (row: GapRow, reason: string) => Promise<Result<Done>>;
  open: (row: GapRow) => void;
  /** Takes back what was last done on this page, else what was last done to `row`. */
  undo: (row: GapRow | undefined) => void;
  /** Changes a text for the one before it, and back. */
  swap: (row: GapRow, event: string) => void;
};

/** A gap and the version of it that is worked on. */
type Seen = { gap: string; version: number };

type Page = {
  /** Called when a gap has left its tab. */
  left: (row: GapRow) => void;
  /** Called with the gap whose last step was taken back. */
  returned: (gap: string) => void;
};

/**
 * What can be done to a gap, one step after the other. Each is told in a line that can take it back.
 * @param page is led on only while nothing was pressed since the step
 */
export function useTriage(page: Page, presses: RefObject<number>): Triage {
  const toast = useToast();
  const [busy, start] = useTransition();
  const done = useRef<GapStep[]>([]);
  const versions = useRef(new Map<string, number>());
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const latest = useRef(page);
  useEffect(() => {
    latest.current = page;
  });

  const run = <T>(work: (isStill: () => boolean) => Promise<T>): Promise<T> => {
    const pressed = presses.current;
    const step = last.current.then(() => work(() => presses.current === pressed));
    last.current = step;
    start(async () => void (await step));
    return step;
  };
  const takeBack = (which: () => GapStep | undefined) =>
    void run(async (isStill) => {
      const step = which();
      if (step === undefined) return;
      const result = await undoGapAction(step).catch(noAnswer);
      if (result.ok || result.code !== 'unavailable') done.current = done.current.filter((one) => one !== step);
      if (!result.ok) return toast({ tone: 'failed', text: result.message });
      if (isStill()) latest.current.returned(step.gap);
      toast({ tone: 'done', text: undoneWords[result.value] ?? 'Taken back.' });
    });
  const act = (row: GapRow, text: string, work: (gap: Seen) => Promise<Result<Done>>, leaves = false) =>
    run(async (isStill) => {
      const gap = seen(row);
      const result = await work(gap).catch(noAnswer);
      // It may be done all the same, and is then what is taken back first.
      if (!result.ok && result.code === 'unavailable' && !result.nothingDone)
        done.current.push({ gap: row.id, event: { upon: gap.version } });
      if (!result.ok) return result;
      const step = { gap: row.id, event: result.value.event };
      done.current = [...done.current.filter((one) => !isVoid(one, gap)), step];
      versions.current.set(row.id, result.value.version);
      if (leaves && isStill()) latest.current.left(row);
      toast({ tone: 'done', text, action: { label: 'Undo', keys: ['U'], run: () => takeBack(() => step) } });
      return result;
    });
  const tell = async (acted: Promise<Result<Done>>): Promise<boolean> => {
    const result = await acted;
    if (!result.ok) toast({ tone: 'failed', text: result.message });
    return result.ok;
  };
  /** Asked when a step begins: the one before it may have made a version that the page does not show yet. */
  const seen = ({ id, version }: GapRow): Seen => ({
    gap: id,
    version: Math.max(version, versions.current.get(id) ?? 0),
  });

  return {
    busy,
    assign(row, person) {
      const work = (gap: Seen) => assignGapAction({ ...gap, assignee: person?.id ?? null });
      void tell(act(row, person === null ? 'Given back.' : `Given to ${person.name}.`, work));
    },
    due: (row, day) =>
      tell(
        act(row, day === null ? 'No longer due.' : `Due on ${day}.`, (gap) => setGapDueAction({ ...gap, due: day })),
      ),
    fix(row) {
      const work = (gap: Seen) => closeGapAction({ ...gap, closing: 'fixed' });
      void tell(act(row, 'Marked fixed. It reopens when it fails again.', work, true));
    },
    wontFix: (row, reason) =>
      act(
        row,
        'Closed. It comes back when its sessions double.',
        (gap) => closeGapAction({ ...gap, closing: 'wont_fix', reason }),
        true,
      ),
    open: (row) => void tell(act(row, 'Open again.', openGapAction, true)),
    undo: (row) => takeBack(() => done.current.at(-1) ?? (row && { gap: row.id, event: null })),
    swap: (row, event) => takeBack(() => ({ gap: row.id, event })),
  };
}

/** Whether a step whose answer was lost was not done: another was done to the version that it was meant for. */
function isVoid({ gap, event }: GapStep, done: Seen): boolean {
  return gap === done.gap && typeof event === 'object' && event?.upon === done.version;
}

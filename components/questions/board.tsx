'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useKeys } from '#components/layout/keys.tsx';
import { QuestionCards } from '#components/questions/question-cards.tsx';
import { QuestionFoot } from '#components/questions/question-foot.tsx';
import { QuestionTable } from '#components/questions/question-table.tsx';
import { TickedBar } from '#components/questions/ticked-bar.tsx';
import { useDecisions } from '#components/questions/use-decisions.ts';
import type { QuestionRow } from '#lib/questions/board.ts';
import { seenOf } from '#lib/questions/board.ts';
import { groupHref, LAST_PAGE, type QuestionParams, questionsHref } from '#lib/questions/params.ts';
import { markGroupAction, mergeGroupsAction, pinGroupAction } from '#server/questions/rulings/actions.ts';

type BoardProps = {
  rows: readonly QuestionRow[];
  params: QuestionParams;
  /** The rank of the first row. */
  from: number;
  /** On all pages; null where that is not counted. */
  matching: number | null;
  more: boolean;
  unfinished: boolean;
};

/** The list, walked and decided upon by keys: merge what is ticked, open, split, pin. */
export function QuestionBoard({ rows, params, from, matching, more, unfinished }: BoardProps) {
  const router = useRouter();
  const [selected, setSelected] = useState<string | null>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const { busy, decide, decideEach } = useDecisions();
  const areGroups = params.view === 'meaning';
  const position = rows.findIndex(({ id }) => id === selected);
  const row = rows[position];
  const chosen = rows.filter(({ id }) => ticked.has(id));
  const clear = () => setTicked(new Set());
  const select = (next: number) => {
    const there = rows[Math.min(Math.max(next, 0), rows.length - 1)];
    if (there === undefined) return;
    setSelected(there.id);
    document.querySelector(`[data-question="${there.id}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const tick = (id: string) =>
    setTicked((before) => new Set(before.has(id) ? [...before].filter((other) => other !== id) : [...before, id]));
  const open = (hash = '') => {
    if (row?.group != null) router.push(`${groupHref(row.group, params)}${hash}`);
  };
  const merge = () => {
    const [first] = chosen;
    if (first === undefined || chosen.length < 2) return;
    decide(() => mergeGroupsAction({ groups: chosen.map(seenOf) }), `${chosen.length} groups are one now.`, clear);
  };
  const pin = (group: QuestionRow) => {
    const pinned = !group.pinned;
    decide(() => pinGroupAction({ group: seenOf(group), pinned }), pinned ? 'Pinned.' : 'No longer pinned.', clear);
  };
  const keepTicked = (failed: readonly QuestionRow[]) => setTicked(new Set(failed.map(({ id }) => id)));
  const pinTicked = () => {
    const act = (group: QuestionRow) => pinGroupAction({ group: seenOf(group), pinned: true });
    const unpinned = chosen.filter(({ pinned }) => !pinned);
    if (unpinned.length === 0) clear();
    else decideEach(unpinned, act, 'pinned', keepTicked);
  };
  const markTicked = () => {
    const act = (group: QuestionRow) => markGroupAction({ group: seenOf(group), question: false });
    decideEach(chosen, act, 'listed apart from now on', keepTicked);
  };
  useKeys('Questions', [
    { keys: 'j', caps: ['J', 'K'], label: 'move', foot: true, run: () => select(position + 1) },
    { keys: 'k', caps: null, label: 'move', run: () => select(position - 1) },
    { keys: 'ArrowDown', label: 'next question', run: () => select(position + 1) },
    { keys: 'ArrowUp', label: 'question before', run: () => select(position - 1) },
    { keys: 'Enter', label: 'open group', foot: true, run: () => open() },
    ...(areGroups
      ? [
          {
            keys: ' ',
            caps: ['Space'],
            label: 'tick',
            foot: true,
            run: () => row !== undefined && tick(row.id),
            when: () => row !== undefined,
          },
          // Until two are ticked, G begins the way to another page.
          { keys: 'g', label: 'merge', foot: true, run: merge, when: () => chosen.length > 1 },
          { keys: 'x', label: 'split', foot: true, run: () => open('#members') },
          { keys: 'p', label: 'pin', foot: true, run: () => row !== undefined && pin(row) },
          { keys: 'Escape', label: 'tick none', run: clear, when: () => ticked.size > 0 },
        ]
      : []),
    {
      keys: ']',
      label: 'next page',
      run: () => more && params.page < LAST_PAGE && router.push(questionsHref(params, { page: params.page + 1 })),
    },
    {
      keys: '[',
      label: 'page before',
      run: () => params.page > 1 && router.push(questionsHref(params, { page: params.page - 1 })),
    },
  ]);
  return (
    <>
      {chosen.length > 0 && (
        <TickedBar
          count={chosen.length}
          busy={busy}
          onMerge={merge}
          onPin={pinTicked}
          onMark={markTicked}
          onClear={clear}
        />
      )}
      <QuestionTable
        rows={rows}
        params={params}
        from={from}
        unfinished={unfinished}
        selected={selected}
        ticked={ticked}
        onSelect={setSelected}
        onTick={areGroups ? tick : null}
      />
      <QuestionCards rows={rows} params={params} from={from} />
      <QuestionFoot params={params} shown={rows.length} matching={matching} more={more} />
    </>
  );
}

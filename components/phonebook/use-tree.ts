'use client';

import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { useLeafPeople } from '#components/phonebook/use-leaf-people.ts';
import { type Branch, placeAt, type View } from '#lib/phonebook/organisation.ts';
import { hrefOf, keyAbove, type Line, linesOf } from '#lib/phonebook/organisation-lines.ts';

/** Lines drawn at first, and with each step further down. */
const DRAWN_AT_A_TIME = 200;

export type Tree = ReturnType<typeof useTree>;

/** What is open in the tree, which line the keys are on, and what they do there. */
export function useTree(branches: readonly Branch[], view: View) {
  const router = useRouter();
  const id = useId();
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [activeKey, setActiveKey] = useState<string>();
  const [drawn, setDrawn] = useState(DRAWN_AT_A_TIME);
  const { people, load } = useLeafPeople();
  const lines = linesOf(branches, opened, people);
  const active = lines.find((line) => line.key === activeKey) ?? firstFit(lines);

  const focus = (line: Line | undefined) => {
    if (line === undefined) return;
    const at = lines.indexOf(line);
    flushSync(() => {
      setActiveKey(line.key);
      setDrawn((now) => Math.max(now, at + DRAWN_AT_A_TIME / 2));
    });
    const element = document.getElementById(`${id}-${at}`);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest' });
  };
  const more = (line: Extract<Line, { kind: 'leaf' | 'rest' }>) =>
    load(line.leaf, placeAt(line.branch, line.leaf, view));
  const set = (line: Line, open: boolean) => {
    setActiveKey(line.key);
    setOpened((now) => new Map(now).set(line.key, open));
    if (open && line.kind === 'leaf' && !people.has(line.key)) void more(line);
  };
  const toggle = (line: Line) => {
    if (line.kind === 'rest') void more(line);
    else if (line.kind !== 'person') set(line, !line.open);
  };
  return {
    id,
    lines: lines.slice(0, drawn),
    hasUndrawn: lines.length > drawn,
    drawMore: () => setDrawn((now) => now + DRAWN_AT_A_TIME),
    active,
    focus,
    toggle,
    move: (step: number) => focus(active && lines[lines.indexOf(active) + step]),
    isFirst: active !== undefined && active === lines[0],
    enter: () => {
      const href = active && hrefOf(active, view);
      if (href) router.push(href);
      else if (active) toggle(active);
    },
    right: () => {
      if (active === undefined || active.kind === 'person' || active.kind === 'rest') return;
      if (active.open) focus(lines[lines.indexOf(active) + 1]);
      else set(active, true);
    },
    left: () => {
      if (active === undefined) return;
      if ('open' in active && active.open) set(active, false);
      else focus(lines.find((line) => line.key === keyAbove(active)));
    },
  };
}

/** Of lines narrowed by what was typed, the first one that was meant: the leaf that fits, not the branch it is on. */
function firstFit(lines: readonly Line[]): Line | undefined {
  const [first, second] = lines;
  return first?.kind === 'branch' && first.branch.narrowedFrom !== undefined && first.open ? second : first;
}

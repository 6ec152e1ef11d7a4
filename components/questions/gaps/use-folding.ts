'use client';

import { useState } from 'react';
import { leadOf, shownRows } from '#lib/questions/gaps/folding.ts';
import type { GapRow } from '#lib/questions/gaps/gap.ts';

export type Folding = {
  /** The rows that stand in the list. */
  shown: GapRow[];
  isUnfolded: (row: GapRow) => boolean;
  /** Shows or hides what stands below the gap that leads this one's place. */
  toggle: (row: GapRow) => void;
  unfold: (row: GapRow) => void;
  fold: (row: GapRow) => void;
};

/**
 * Which places of the list are unfolded.
 * @param onHide called with the gap that leads a place when the selected one below it is hidden
 */
export function useFolding(rows: readonly GapRow[], selected: string | null, onHide: (lead: GapRow) => void): Folding {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const shown = shownRows(rows, unfolded, selected);
  const set = (row: GapRow, isOpen: boolean) => {
    const lead = leadOf(row);
    setUnfolded((before) => new Set([...before].filter((id) => id !== lead).concat(isOpen ? [lead] : [])));
    const hidden = !isOpen && rows.some(({ id, under }) => id === selected && under === lead);
    const leading = rows.find(({ id }) => id === lead);
    if (hidden && leading !== undefined) onHide(leading);
  };
  const isUnfolded = (row: GapRow) => shown.some(({ under }) => under === leadOf(row));
  return {
    shown,
    isUnfolded,
    toggle: (row) => set(row, !isUnfolded(row)),
    unfold: (row) => set(row, true),
    fold: (row) => set(row, false),
  };
}

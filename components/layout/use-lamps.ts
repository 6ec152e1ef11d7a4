'use client';

import { useEffect, useState } from 'react';
import { whileVisible } from '#components/layout/while-visible.ts';
import { type Blame, type House, houseSchema, type Lamp, stale } from '#lib/lamps.ts';
import { formatSpan } from '#lib/time.ts';

const POLL_MS = 10_000;
const PATIENCE_MS = 5_000;

/** `link` says whether the last poll reached the server and was let in. */
export type SeenLamps = {
  lamps: readonly Lamp[];
  /** What monitoring blames; null also while the link is lost. */
  blame: Blame | null;
  link: 'up' | 'lost' | 'signed-out';
  age: string;
};

type Known = House & { at: number; link: SeenLamps['link'] };
type Answer = House | { link: 'lost' | 'signed-out' };

/**
 * The lamps, asked for every 10 s while the tab is visible, and at once where the page came without a new row. The external
 * system is the server.
 */
export function useLamps(initial: House): SeenLamps {
  const [known, setKnown] = useState<Known>(() => ({ ...initial, at: Date.now(), link: 'up' }));
  const [firstMs] = useState(() => (isNew(initial.lamps) ? POLL_MS : 0));
  useEffect(
    () =>
      whileVisible(
        POLL_MS,
        ask,
        (answer) =>
          setKnown((before) =>
            'lamps' in answer ? { ...answer, at: Date.now(), link: 'up' } : { ...before, link: answer.link },
          ),
        firstMs,
      ),
    [firstMs],
  );
  if (known.link === 'up') return { lamps: known.lamps, blame: known.blame, link: 'up', age: '' };
  const age = formatSpan(Date.now() - known.at);
  const since = 'This page has not reached the server since.';
  return { lamps: stale(known.lamps, age, since), blame: null, link: known.link, age };
}

function isNew(lamps: readonly Lamp[]): boolean {
  return lamps.length > 0 && lamps.every(({ state }) => state !== 'stale');
}

async function ask(): Promise<Answer> {
  try {
    const answer = await fetch('/api/lamps', { signal: AbortSignal.timeout(PATIENCE_MS), cache: 'no-store' });
    if (answer.status === 401) return { link: 'signed-out' };
    const parsed = answer.ok ? houseSchema.safeParse(await answer.json()) : undefined;
    return parsed?.success ? parsed.data : { link: 'lost' };
  } catch {
    return { link: 'lost' };
  }
}

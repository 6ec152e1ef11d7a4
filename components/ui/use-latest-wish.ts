'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { latestWish } from '#lib/latest-wish.ts';

type LatestWish<W, A> = {
  wish: (wish: W) => void;
  /** The newest answer that has come, with the wish it answers. */
  latest: { wish: W; answer: A } | undefined;
  /** The wish that got no answer, until another gets one. */
  failed: { wish: W } | undefined;
};

/** As-you-type reads from a client leaf: one request at a time, the latest wish kept. `ask` must be stable (a server action is). */
export function useLatestWish<W, A>(ask: (wish: W) => Promise<A>): LatestWish<W, A> {
  const [latest, setLatest] = useState<{ wish: W; answer: A }>();
  const [failed, setFailed] = useState<{ wish: W }>();
  const wishes = useRef<{ wish: (wish: W) => void } | undefined>(undefined);
  useEffect(() => {
    const made = latestWish(
      ask,
      (answer, wish) => {
        setLatest({ wish, answer });
        setFailed(undefined);
      },
      (_error, wish) => setFailed({ wish }),
    );
    wishes.current = made;
    return () => made.stop();
  }, [ask]);
  const wish = useCallback((text: W) => wishes.current?.wish(text), []);
  return { wish, latest, failed };
}

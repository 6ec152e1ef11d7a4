'use client';

import { useEffect, useState } from 'react';
import type { PassReport } from '#lib/conversations/answers/pass-report.ts';
import { getPassAction } from '#server/conversations/evaluator/actions.ts';

const POLL_MS = 1_000;

/** The newest answer about a pass, asked for once a second until it has ended; `silent` when the last ask got none. */
export function usePass(
  id: number | null,
  first: PassReport | null = null,
): { report: PassReport | null; silent: boolean } {
  const [seen, setSeen] = useState(first);
  const [silent, setSilent] = useState(false);
  const report = seen !== null && seen.id === id ? seen : null;
  const ended = report !== null && report.state !== 'waiting';
  useEffect(() => {
    if (id === null || ended) return;
    let stopped = false;
    const poll = async () => {
      try {
        const answer = document.hidden ? null : await getPassAction(id);
        if (stopped) return;
        if (answer !== null) setSeen(answer);
        setSilent(false);
      } catch {
        setSilent(true);
      }
      if (!stopped) timer = setTimeout(poll, POLL_MS);
    };
    let timer = setTimeout(poll, POLL_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [id, ended]);
  return { report, silent };
}

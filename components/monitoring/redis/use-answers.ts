'use client';

import { useEffect, useState, useTransition } from 'react';
import type { AnswerCache } from '#lib/monitoring/lightrag/pass.ts';
import { noAnswer, type Result } from '#lib/result.ts';
import { clearAnswersAction, countAnswersAction, getAnswersAction } from '#server/monitoring/lightrag/actions.ts';

const POLL_MS = 1_000;

/** What is known of the cached answers, followed while a walk is under way. The external system is the server. */
export function useAnswers(initial: AnswerCache) {
  const [cache, setCache] = useState(initial);
  const [message, setMessage] = useState<string>();
  const [busy, start] = useTransition();
  const isRunning = cache.running !== null;

  useEffect(() => {
    if (!isRunning) return;
    let stopped = false;
    const poll = async () => {
      const seen = document.hidden ? null : await getAnswersAction().catch(() => null);
      if (stopped) return;
      if (seen?.ok) setCache(seen.value);
      timer = setTimeout(poll, POLL_MS);
    };
    let timer = setTimeout(poll, POLL_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [isRunning]);

  const look = async () => {
    const seen = await getAnswersAction().catch(noAnswer);
    if (seen.ok) setCache(seen.value);
  };
  const count = () =>
    start(async () => {
      const asked = await countAnswersAction().catch(noAnswer);
      setMessage(asked.ok ? undefined : asked.message);
      await look();
    });
  const clear = async (base: string): Promise<Result<null>> => {
    const asked = await clearAnswersAction(base);
    if (asked.ok) await look();
    return asked;
  };
  return { cache, busy, message, count, clear };
}

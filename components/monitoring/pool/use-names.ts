'use client';

import { useEffect, useState } from 'react';
import { z } from 'zod';

const namesSchema = z.record(z.string(), z.string());
const PATIENCE_MS = 3_000;
const MOST = 80;

/** The names behind tags, those that are new asked for once. The external system is the server. */
export function useNames(
  first: Readonly<Record<string, string>>,
  tags: readonly string[],
): Readonly<Record<string, string>> {
  const [names, setNames] = useState(first);
  const [asked, setAsked] = useState<readonly string[]>([]);
  const wish = tags
    .filter((tag) => names[tag] === undefined && !asked.includes(tag))
    .slice(0, MOST)
    .join(',');
  useEffect(() => {
    if (wish === '') return;
    let stopped = false;
    void ask(wish).then((found) => {
      if (stopped) return;
      setAsked((before) => [...before, ...wish.split(',')]);
      setNames((before) => ({ ...before, ...found }));
    });
    return () => {
      stopped = true;
    };
  }, [wish]);
  return names;
}

async function ask(tags: string): Promise<Record<string, string>> {
  try {
    const answer = await fetch(`/api/monitoring/names?of=${encodeURIComponent(tags)}`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      cache: 'no-store',
    });
    const parsed = answer.ok ? namesSchema.safeParse(await answer.json()) : undefined;
    return parsed?.success ? parsed.data : {};
  } catch {
    return {};
  }
}

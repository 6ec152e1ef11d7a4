'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';

/** What ended with a minute is written some seconds later. */
const WRITTEN_MS = 15_000;

/** Draws the page anew when a new minute has begun; empty while none is known. The external system is the clock that is told in samples. */
export function useNewMinute(minute: string): void {
  const router = useRouter();
  const drawn = useRef(minute);
  useEffect(() => {
    if (minute === '' || minute === drawn.current) return;
    drawn.current = minute;
    const timer = setTimeout(() => router.refresh(), WRITTEN_MS);
    return () => clearTimeout(timer);
  }, [minute, router]);
}

'use client';

import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';

/** How often the user pressed a key or the pointer or went back, so that a late answer moves nobody who has gone on. */
export function usePresses(onPress: () => void): RefObject<number> {
  const presses = useRef(0);
  const press = useEffectEvent((event: Event) => {
    if (event instanceof KeyboardEvent && event.repeat) return;
    presses.current += 1;
    onPress();
  });
  useEffect(() => {
    const kinds = ['keydown', 'pointerdown', 'popstate'];
    for (const kind of kinds) window.addEventListener(kind, press, true);
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, press, true);
    };
  }, []);
  return presses;
}

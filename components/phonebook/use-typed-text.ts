'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { beforeWriting, isAhead, type Typed, withKey } from '#lib/phonebook/typed.ts';

const KEYS_REST_MS = 120;

/**
 * The text of a box whose state is the address: what was typed runs ahead, and once the keys rest `follow` takes the
 * address there. While `busy`, as with the step before, it waits.
 */
export function useTypedText(address: string, follow: (text: string) => void, busy = false) {
  const [typed, setTyped] = useState<Typed>();
  const ahead = isAhead(typed, address);
  const text = ahead ? typed.text : address;
  const go = useEffectEvent(follow);
  useEffect(() => {
    // Once the address is there or somewhere else, what was typed is over.
    if (!ahead) return setTyped((now) => (isAhead(now, address) ? now : undefined));
    if (busy) return;
    const timer = setTimeout(() => {
      setTyped((now) => beforeWriting(now, text));
      go(text);
    }, KEYS_REST_MS);
    return () => clearTimeout(timer);
  }, [ahead, text, address, busy]);
  return [text, (next: string) => setTyped((now) => withKey(now, address, next))] as const;
}

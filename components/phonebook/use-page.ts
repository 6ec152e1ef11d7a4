'use client';

import { useEffect, useRef } from 'react';
import { useLatestWish } from '#components/ui/use-latest-wish.ts';
import type { ContactPage } from '#lib/phonebook/contact.ts';
import { findContactsAction } from '#server/phonebook/actions.ts';

// Shorter than the pause between two keys of a calm typist, longer than between those of a fast one.
const KEYS_REST_MS = 100;

/** The page for `wanted`: the server's own, the answer of the action, or for a moment the one before (`isOld`). */
export function usePage(wanted: string, href: string, page: ContactPage) {
  const { wish, latest, failed } = useLatestWish(findContactsAction);
  const asked = useRef(href);
  useEffect(() => {
    if (wanted === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = wanted;
      if (wanted !== href) wish(wanted);
    }, KEYS_REST_MS);
    return () => clearTimeout(timer);
  }, [wanted, href, wish]);
  if (wanted === href) return { shown: page, failed: false, isOld: false };
  return { shown: latest?.answer ?? page, failed: failed !== undefined, isOld: latest?.wish !== wanted };
}

'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { type PhonebookParams, paramsFor, parsePhonebookParams, phonebookHref } from '#lib/phonebook/params.ts';
import { beforeWriting, isAhead, type Typed, withKey } from '#lib/phonebook/typed.ts';

export const ADDRESS_RESTS_MS = 300;

type TypedParams = { params: PhonebookParams; isAhead: boolean; type: (text: string) => void };

/** The state in the address, with what has been typed since. The address follows once the keys rest. */
export function useTypedParams(canEdit: boolean): TypedParams {
  const search = useSearchParams();
  const address = paramsFor(parsePhonebookParams(Object.fromEntries(search)), canEdit);
  const [typed, setTyped] = useState<Typed>();
  const ahead = isAhead(typed, address.q);
  const params = ahead ? { ...address, q: typed.text, page: 1, open: null } : address;
  const href = phonebookHref(params);
  const { q } = params;
  useEffect(() => {
    // Once the address is there or somewhere else, what was typed is over: a link back to where it began must work.
    if (!ahead) return setTyped((now) => (isAhead(now, q) ? now : undefined));
    const timer = setTimeout(() => {
      setTyped((now) => beforeWriting(now, q));
      window.history.replaceState(null, '', href);
    }, ADDRESS_RESTS_MS);
    return () => clearTimeout(timer);
  }, [ahead, href, q]);
  return { params, isAhead: ahead, type: (text) => setTyped((now) => withKey(now, address.q, text)) };
}

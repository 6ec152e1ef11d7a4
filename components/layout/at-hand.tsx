'use client';

import { createContext, type ReactNode, use, useRef, useState } from 'react';
import { useToast } from '#components/ui/toast.tsx';
import { type AtHand, type Handy, withRecent } from '#lib/phonebook/at-hand.ts';
import type { Result } from '#lib/result.ts';

type AtHandActions = {
  setFavourite: (id: number, starred: boolean) => Promise<Result<AtHand>>;
  noteUse: (id: number) => Promise<void>;
};

type Context = AtHand & {
  /** Puts the star on or takes it off. */
  star: (contact: Handy) => void;
  /** Notes a call, a copy, a mail or a look at the entry; nobody waits for it. */
  used: (contact: Handy) => void;
};

const nothing: Context = { favourites: [], recents: [], star: () => undefined, used: () => undefined };
const AtHandContext = createContext<Context>(nothing);
/** The server notes a use at most once a minute; asking more often would only cost requests. */
const NOTED_AGAIN_MS = 60_000;

/** The viewer's favourites and recents. */
export function useAtHand(): Context {
  return use(AtHandContext);
}

/** Stands around the console and keeps the lists in step with what the viewer does, between two answers of the server. */
export function AtHandProvider({
  given,
  setFavourite,
  noteUse,
  children,
}: AtHandActions & { given: AtHand; children: ReactNode }) {
  const toast = useToast();
  const [changed, setChanged] = useState<{ over: AtHand; lists: AtHand }>();
  const noted = useRef(new Map<number, number>());
  const starring = useRef(false);
  // Lists that the server made since win over what was changed here.
  const lists = changed?.over === given ? changed.lists : given;
  const change = (to: (lists: AtHand) => AtHand) =>
    setChanged((now) => ({ over: given, lists: to(now?.over === given ? now.lists : given) }));

  const star = async ({ id }: Handy) => {
    if (starring.current) return;
    starring.current = true;
    const wanted = !lists.favourites.some((one) => one.id === id);
    const done = await setFavourite(id, wanted).catch(() => null);
    starring.current = false;
    if (done?.ok) return change((now) => ({ ...now, favourites: done.value.favourites }));
    toast({ tone: 'failed', text: done?.message ?? 'The star was not changed: no answer came.' });
  };
  const used = (contact: Handy) => {
    if (Date.now() - (noted.current.get(contact.id) ?? 0) < NOTED_AGAIN_MS) return;
    noted.current.set(contact.id, Date.now());
    change((now) => withRecent(now, contact));
    // What could not be noted is forgotten here too, so that the next use tries again.
    noteUse(contact.id).catch(() => noted.current.delete(contact.id));
  };
  return <AtHandContext value={{ ...lists, star: (contact) => void star(contact), used }}>{children}</AtHandContext>;
}

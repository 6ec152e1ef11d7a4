'use client';

import { useState } from 'react';
import type { Leaf, Place } from '#lib/phonebook/organisation.ts';
import type { LeafPeople } from '#lib/phonebook/organisation-lines.ts';
import { LAST_PAGE } from '#lib/phonebook/params.ts';
import { findPlaceAction } from '#server/phonebook/departments/actions.ts';

/** The entries below the leaves opened so far; `load` asks for the next page of one. */
export function useLeafPeople(): {
  people: ReadonlyMap<string, LeafPeople>;
  load: (leaf: Leaf, place: Place) => Promise<void>;
} {
  const [people, setPeople] = useState<ReadonlyMap<string, LeafPeople>>(new Map());
  const set = (key: string, next: LeafPeople) => setPeople((now) => new Map(now).set(key, next));
  const load = async (leaf: Leaf, place: Place) => {
    const before = people.get(leaf.key) ?? { people: [], pages: 0, state: 'more' };
    if (before.state === 'loading') return;
    set(leaf.key, { ...before, state: 'loading' });
    const pages = before.pages + 1;
    try {
      const page = await findPlaceAction({ ...place, page: pages });
      const known = [...before.people, ...page.people];
      set(leaf.key, { people: known, pages, state: page.hasMore && pages < LAST_PAGE ? 'more' : 'all' });
    } catch {
      set(leaf.key, { ...before, state: 'failed' });
    }
  };
  return { people, load };
}

import type { ContactPage, Reason } from '#lib/phonebook/contact.ts';

/** One person as the palette shows them. `number` is the one to call, as stored; `dial` is its `tel:` address. */
export type PalettePerson = {
  id: string;
  name: string;
  detail: string;
  number: string | null;
  dial: string | null;
  why: Reason[];
};

/** What a search from the palette gives: the best few, how many there are, and whether they are but the nearest guesses. */
export type PaletteAnswer = Pick<ContactPage, 'closeness' | 'total'> & { people: PalettePerson[] };

export const nobodyFound: PaletteAnswer = { people: [], total: 0, closeness: 'close' };

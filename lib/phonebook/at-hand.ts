import type { Contact, Dials } from '#lib/phonebook/contact.ts';
import { digitsOf } from '#lib/phonebook/numbers.ts';
import { numbersAt } from '#lib/phonebook/shown.ts';

/** An entry somebody keeps at hand: enough to know whom, and to call. `dial` is a `tel:` address. */
export type Handy = {
  id: number;
  name: string;
  role: string;
  number: string | null;
  dial: string | null;
};

/** A person's own favourites, by name, and whom they last used, newest first. */
export type AtHand = { favourites: Handy[]; recents: Handy[] };

/** What is kept of an entry that is in sight. */
export function handyOf(contact: Contact, dials: Dials): Handy {
  const { id, full_name: name, designation, department } = contact;
  const number = numbersAt(contact, dials)[0];
  const role = [designation, department].filter(Boolean).join(', ');
  return { id, name, role, number: number?.value ?? null, dial: number?.href ?? null };
}

/** The number as colleagues say it: its last four digits; shorter ones whole. */
export function shortNumber(number: string): string {
  return digitsOf(number).slice(-4);
}

/** The lists after this entry was used. */
export function withRecent(atHand: AtHand, contact: Handy): AtHand {
  return { ...atHand, recents: [contact, ...atHand.recents.filter((one) => one.id !== contact.id)] };
}

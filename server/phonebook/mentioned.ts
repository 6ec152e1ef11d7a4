import 'server-only';
import type { Contact, ContactPage, ContactRow } from '#lib/phonebook/contact.ts';
import { type Mention, mentionsOf } from '#lib/phonebook/mentions.ts';
import { dialsOf, digitsOf } from '#lib/phonebook/numbers.ts';
import { fold } from '#lib/phonebook/text.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { findHits } from '#server/phonebook/queries.ts';

/** Each costs a search. */
const MOST_MENTIONS = 12;
const MOST_SHOWN = 3;

/** An entry that a text names, with what its numbers dial. */
export type Mentioned = Pick<
  ContactRow,
  'id' | 'full_name' | 'designation' | 'department' | 'telephone' | 'mobile' | 'pabx' | 'ip_phone' | 'dials'
>;

/**
 * Whom each text names: by e-mail address, by a number that is theirs, or by their whole name, whatever its accents and
 * order. Nobody is guessed. At most three a text, and of all texts the first twelve mentions are looked up.
 */
export async function findMentioned(actor: Actor, texts: readonly string[]): Promise<Mentioned[][]> {
  requirePermission(actor, 'phonebook.read');
  const { defaultCountry } = await getSettings();
  const known = new Map<string, Promise<Contact | null>>();
  const find = (mention: Mention) => {
    const found = known.get(mention.text);
    if (found !== undefined) return found;
    const looked = known.size < MOST_MENTIONS ? findOne(actor, mention) : Promise.resolve(null);
    known.set(mention.text, looked);
    return looked;
  };
  return Promise.all(
    texts.map(async (text) => {
      const found = await Promise.all(mentionsOf(text).map(find));
      const people = new Map(found.flatMap((contact) => (contact === null ? [] : [[contact.id, contact] as const])));
      return [...people.values()].slice(0, MOST_SHOWN).map((contact) => asMentioned(contact, defaultCountry));
    }),
  );
}

/** Who may be meant: those who fit, else with closeness `nearest` the nearest guesses, which may be of nobody meant. */
export type Meant = Pick<ContactPage, 'closeness'> & { people: Mentioned[] };

/** Whom a few words may be about, best first, at most three. */
export async function findMeant(actor: Actor, words: string): Promise<Meant> {
  const [{ hits, closeness }, { defaultCountry }] = await Promise.all([
    findHits(actor, words, MOST_SHOWN),
    getSettings(),
  ]);
  return { closeness, people: hits.map((contact) => asMentioned(contact, defaultCountry)) };
}

async function findOne(actor: Actor, mention: Mention): Promise<Contact | null> {
  const { hits, closeness } = await findHits(actor, mention.text, MOST_SHOWN);
  if (closeness === 'nearest') return null;
  const same = hits.filter((contact) => isNamed(contact, mention));
  const [only, ...others] = same;
  // A name that several bear names nobody.
  return only !== undefined && others.length === 0 ? only : null;
}

function isNamed(contact: Contact, { kind, text }: Mention): boolean {
  switch (kind) {
    case 'email':
      return [contact.email, contact.group_email].some((email) => email?.toLowerCase() === text.toLowerCase());
    case 'number': {
      const digits = digitsOf(text);
      return [contact.telephone, contact.mobile, contact.ip_phone, contact.pabx].some(
        (value) => value !== null && digitsOf(value).endsWith(digits),
      );
    }
    case 'name': {
      const said = new Set(wordsOf(text));
      const words = wordsOf(contact.full_name);
      return words.length > 1 && words.every((word) => said.has(word));
    }
  }
}

function wordsOf(name: string): string[] {
  return fold(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function asMentioned(contact: Contact, country: string): Mentioned {
  const { id, full_name, designation, department, telephone, mobile, pabx, ip_phone } = contact;
  return {
    id,
    full_name,
    designation,
    department,
    telephone,
    mobile,
    pabx,
    ip_phone,
    dials: dialsOf(contact, country),
  };
}

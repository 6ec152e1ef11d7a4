import 'server-only';
import { z } from 'zod';
import { type Contact, type ContactPage, type ContactRow, contactSchema } from '#lib/phonebook/contact.ts';
import { type Mention, mentionsOf } from '#lib/phonebook/mentions.ts';
import { dialsOf } from '#lib/phonebook/numbers.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { contactColumns } from '#server/phonebook/columns.ts';
import { findBearers } from '#server/phonebook/mention-bearers.ts';
import { findHits } from '#server/phonebook/queries.ts';

/** So many entries are read for all texts together. */
const MOST_PEOPLE = 24;
const MOST_SHOWN = 3;
/** What is surer comes first where not all can be shown. */
const sureness = { email: 0, number: 1, name: 2 };

/** An entry that a text names, with what its numbers dial. */
export type Mentioned = Pick<
  ContactRow,
  'id' | 'full_name' | 'designation' | 'department' | 'telephone' | 'mobile' | 'pabx' | 'ip_phone' | 'dials'
>;

/**
 * Whom each text names: by e-mail address, by a number that is theirs, or by their whole name, whatever its accents and
 * which part stands first. Nobody is guessed. At most three a text, by address and number before by name, and 24 in all.
 */
export async function findMentioned(actor: Actor, texts: readonly string[]): Promise<Mentioned[][]> {
  requirePermission(actor, 'phonebook.read');
  const { defaultCountry } = await getSettings();
  const said = texts.map((text) => surestFirst(mentionsOf(text)));
  const bearers = await findBearers(prisma(), said.flat(), defaultCountry);
  const named = said.map((mentions) =>
    [...new Set(mentions.flatMap(({ text }) => bearers.get(text) ?? []))].slice(0, MOST_SHOWN),
  );
  const people = await readPeople([...new Set(named.flat())].slice(0, MOST_PEOPLE), defaultCountry);
  return named.map((ids) => ids.flatMap((id) => people.get(id) ?? []));
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

function surestFirst(mentions: Mention[]): Mention[] {
  return mentions.toSorted((one, other) => sureness[one.kind] - sureness[other.kind]);
}

async function readPeople(ids: readonly number[], country: string): Promise<Map<number, Mentioned>> {
  if (ids.length === 0) return new Map();
  const rows = await prisma().$queryRaw`select ${contactColumns} from employees e where e.id = any(${ids}::int[])`;
  const contacts = z.array(contactSchema).parse(rows);
  return new Map(contacts.map((contact) => [contact.id, asMentioned(contact, country)]));
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

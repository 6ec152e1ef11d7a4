import { z } from 'zod';
import { contactSchema, type Dials } from '#lib/phonebook/contact.ts';

/** What a list of a department shows of an entry. */
export const memberSchema = contactSchema.pick({
  id: true,
  full_name: true,
  designation: true,
  division: true,
  email: true,
  telephone: true,
  mobile: true,
  pabx: true,
  ip_phone: true,
  kind: true,
});
export type Member = z.infer<typeof memberSchema> & { dials: Dials };

/** People below a leaf of the tree, a page of them. */
export type PlacePage = { people: Member[]; hasMore: boolean };

const counted = z.array(z.object({ value: z.string(), count: z.int() }));
export type Counted = z.infer<typeof counted>[number];

export const summarySchema = z.object({
  people: z.int(),
  services: z.int(),
  rooms: z.int(),
  /** False: there are more than were counted. */
  isExact: z.boolean(),
  /** Group e-mails with how many entries name each, the commonest first. */
  groupEmails: counted,
  /** How many entries name none. */
  withoutGroupEmail: z.int(),
  /** Designations and divisions of its people in reading order. */
  designations: counted,
  divisions: counted,
});

/** What a department is made of. */
export type Summary = z.infer<typeof summarySchema>;

/** People under one head of the list; a name of null is for those without. */
export type Group = { name: string | null; count: number; members: Member[] };

/** The page of a list, cut at its heads. `counts` says how many each has on all pages. */
export function groupsOf(
  members: readonly Member[],
  by: 'designation' | 'division',
  counts: readonly Counted[],
): Group[] {
  const all = new Map(counts.map(({ value, count }) => [value, count]));
  const groups: Group[] = [];
  for (const member of members) {
    const name = member[by];
    const last = groups.at(-1);
    if (last !== undefined && last.name === name) last.members.push(member);
    else groups.push({ name, count: 0, members: [member] });
  }
  return groups.map((group) => ({ ...group, count: all.get(group.name ?? '') ?? group.members.length }));
}

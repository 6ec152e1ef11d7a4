import { z } from 'zod';

/** What the phonebook holds now. A contact is reachable by a number or by an e-mail address. */
export const contactsSchema = z.object({
  total: z.number(),
  withNumber: z.number(),
  mailOnly: z.number(),
  unreachable: z.number(),
  departments: z.number(),
  sample: z.number(),
});
export type Contacts = z.infer<typeof contactsSchema>;

/** Who may come in, and with what. */
export const accessSchema = z.object({
  users: z.number(),
  admins: z.number(),
  keys: z.number(),
  keyUsedAt: z.date().nullable(),
});
export type Access = z.infer<typeof accessSchema>;

/** One row of the audit log with the names that its ids stand for now. */
export const changeSchema = z.object({
  id: z.string(),
  at: z.date(),
  actor: z.string(),
  actorName: z.string().nullable(),
  action: z.string(),
  targetId: z.string(),
  targetName: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export type Change = z.infer<typeof changeSchema>;

export type NeedMark = 'warn' | 'crit' | 'report' | 'import' | 'shield' | 'key' | 'people' | 'sample' | 'gap';

/** Something that waits for the viewer: what, why it matters, since when, and where it is done. */
export type Need = {
  id: string;
  mark: NeedMark;
  title: string;
  text: string;
  since: Date | null;
  href: string;
  label: string;
};

export const recentSchema = z.object({
  id: z.number(),
  name: z.string(),
  designation: z.string().nullable(),
  department: z.string().nullable(),
  number: z.string().nullable(),
});
export type Recent = z.infer<typeof recentSchema>;

import type { Contact, Revision } from '#lib/phonebook/contact.ts';

/** Another entry that already bears this id or e-mail. */
export type Duplicate = { field: 'employee_id' | 'email'; id: number; full_name: string };

/** What became of a wish to write an entry. Nothing was written unless `saved`. */
export type Saved =
  | { state: 'saved'; contact: Contact }
  /** Written only when asked again with `allowDuplicate`. */
  | { state: 'duplicate'; duplicates: Duplicate[] }
  /** Somebody was first: their entry, and what they changed since the version that was edited, newest first. */
  | { state: 'conflict'; theirs: Contact; revisions: Revision[] };

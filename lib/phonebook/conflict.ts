import type { Contact, Revision } from '#lib/phonebook/contact.ts';
import type { ContactPatch } from '#lib/phonebook/contact-form.ts';
import { type ContactField, contactFields, fieldLabels } from '#lib/phonebook/fields.ts';

export type Conflict = { theirs: Contact; revisions: Revision[]; mine: ContactPatch };

/** The fields in which what I typed differs from their entry: the ones to choose for. */
export function fieldsToChoose({ theirs, mine }: Conflict): ContactField[] {
  return contactFields.filter((field) => field in mine && mine[field] !== theirs[field]);
}

/** What they changed since the version that I edited. */
export function changedByThem({ revisions }: Conflict): Set<string> {
  return new Set(revisions.flatMap((revision) => revision.changes.map((change) => change.field)));
}

/** `Not saved: Lena changed the mobile number first. Compare the two and choose.` */
export function conflictSentence(conflict: Conflict): string {
  const latest = conflict.revisions[0];
  const what = conflict.revisions.some((one) => one.operation === 'deleted')
    ? 'deleted the entry'
    : `changed ${listOf([...changedByThem(conflict)].map(wordOf))}`;
  return `Not saved: ${latest?.actor ?? 'Somebody'} ${what} first. Compare the two and choose.`;
}

function wordOf(column: string): string {
  const field = contactFields.find((known) => known === column);
  if (field === undefined) return column.replaceAll('_', ' ');
  if (field === 'mobile') return 'the mobile number';
  return `the ${fieldLabels[field].replace(/^[A-Z](?=[a-z-])/, (letter) => letter.toLowerCase())}`;
}

function listOf(words: string[]): string {
  if (words.length === 0) return 'the entry';
  if (words.length > 3) return `${words.length} fields`;
  return words.length === 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import type { AtHand } from '#lib/phonebook/at-hand.ts';
import type { Contact, ContactPage, Revision } from '#lib/phonebook/contact.ts';
import { contactInputSchema, contactPatchSchema } from '#lib/phonebook/contact-form.ts';
import { contactFields } from '#lib/phonebook/fields.ts';
import type { Neighbours } from '#lib/phonebook/neighbours.ts';
import { paramsFor, readPhonebookHref } from '#lib/phonebook/params.ts';
import { reportInputSchema } from '#lib/phonebook/report-form.ts';
import type { Saved } from '#lib/phonebook/saved.ts';
import { ok, parsed, type Result } from '#lib/result.ts';
import { roleMay } from '#lib/roles.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { createFavourite, createRecent, deleteFavourite, findAtHand } from '#server/phonebook/favourites.ts';
import { findRevisions } from '#server/phonebook/history.ts';
import {
  createContact,
  deleteContact,
  restoreContact,
  revertRevision,
  updateContact,
} from '#server/phonebook/mutations.ts';
import { findNeighbours } from '#server/phonebook/neighbours.ts';
import { findContacts } from '#server/phonebook/queries.ts';
import { reportMistake, resolveReport } from '#server/phonebook/reports.ts';
import { addSamplePeople, removeSamplePeople } from '#server/phonebook/sample.ts';

const rowId = z.int().min(1).max(2_147_483_647);
const version = z.int().min(1);

/** The list at an address of /phonebook; for as-you-type. */
export async function findContactsAction(href: string): Promise<ContactPage> {
  const actor = await requireActor('phonebook.read');
  const params = readPhonebookHref(z.string().max(4000).parse(href));
  return findContacts(actor, paramsFor(params, roleMay(actor.role, 'phonebook.edit')));
}

/** The changes of an entry, for the card beside the list. */
export async function findRevisionsAction(id: number): Promise<Revision[]> {
  const actor = await requireActor('phonebook.read');
  return findRevisions(actor, rowId.parse(id));
}

/** Who sits near an entry, for the card beside the list. */
export async function findNeighboursAction(id: number): Promise<Neighbours> {
  const actor = await requireActor('phonebook.read');
  return findNeighbours(actor, rowId.parse(id));
}

/** Puts an entry among the caller's favourites, or takes it out; gives the lists as they are then. */
export async function setFavouriteAction(id: number, starred: boolean): Promise<Result<AtHand>> {
  const actor = await requireActor('phonebook.read');
  const contact = rowId.parse(id);
  const set = starred === true ? createFavourite(actor, contact) : deleteFavourite(actor, contact);
  const done = await set.catch(toFailure);
  return done.ok ? ok(await findAtHand(actor)) : done;
}

/** Notes that the caller used an entry; nobody waits for it. */
export async function createRecentAction(id: number): Promise<void> {
  const actor = await requireActor('phonebook.read');
  await createRecent(actor, rowId.parse(id));
}

/** Adds an entry from the fields of the form. */
export async function createContactAction(form: unknown, allowDuplicate: boolean): Promise<Result<Saved>> {
  const actor = await requireActor('phonebook.edit');
  const input = parsed(contactInputSchema.safeParse(form));
  if (!input.ok) return input;
  return createContact(actor, input.value, { allowDuplicate: allowDuplicate === true }).catch(toFailure);
}

const changeSchema = z.object({ version, patch: contactPatchSchema, allowDuplicate: z.boolean().default(false) });

/** Changes the fields given, unless somebody was first. */
export async function updateContactAction(id: number, change: z.input<typeof changeSchema>): Promise<Result<Saved>> {
  const actor = await requireActor('phonebook.edit');
  const wanted = parsed(changeSchema.safeParse(change));
  if (!wanted.ok) return wanted;
  const saved = await updateContact(actor, rowId.parse(id), wanted.value).catch(toFailure);
  if (saved.ok && saved.value.state === 'saved') refresh();
  return saved;
}

/** Deletes an entry; restoreContactAction takes it back. */
export async function deleteContactAction(id: number): Promise<Result<Contact>> {
  const actor = await requireActor('phonebook.edit');
  const deleted = await deleteContact(actor, rowId.parse(id)).catch(toFailure);
  refresh();
  return deleted;
}

/** Takes a deletion back. */
export async function restoreContactAction(id: number): Promise<Result<Contact>> {
  const actor = await requireActor('phonebook.edit');
  const restored = await restoreContact(actor, rowId.parse(id)).catch(toFailure);
  refresh();
  return restored;
}

const revertSchema = z.object({ revision: z.string().max(20), field: z.enum(contactFields).nullable(), version });

/** Takes one change of an entry back, or one field of it. */
export async function revertRevisionAction(id: number, wish: z.input<typeof revertSchema>): Promise<Result<Saved>> {
  const actor = await requireActor('phonebook.edit');
  const reverted = await revertRevision(actor, rowId.parse(id), revertSchema.parse(wish)).catch(toFailure);
  refresh();
  return reverted;
}

/** Tells the admins of a mistake in an entry. */
export async function reportMistakeAction(id: number, form: unknown): Promise<Result<{ id: number }>> {
  const actor = await requireActor('phonebook.report');
  const input = parsed(reportInputSchema.safeParse(form));
  if (!input.ok) return input;
  return reportMistake(actor, rowId.parse(id), input.value).catch(toFailure);
}

/** Takes a report off the list. */
export async function resolveReportAction(id: number): Promise<Result<null>> {
  const actor = await requireActor('phonebook.edit');
  const resolved = await resolveReport(actor, rowId.parse(id)).catch(toFailure);
  refresh();
  return resolved;
}

/** Adds the invented people. */
export async function addSamplePeopleAction(): Promise<Result<{ count: number }>> {
  const actor = await requireActor('phonebook.edit');
  const added = await addSamplePeople(actor).catch(toFailure);
  refresh();
  return added;
}

/** Removes the invented people. */
export async function removeSamplePeopleAction(): Promise<Result<{ count: number }>> {
  const actor = await requireActor('phonebook.edit');
  const removed = await removeSamplePeople(actor).catch(toFailure);
  refresh();
  return removed;
}

'use server';

import { z } from 'zod';
import type { PlacePage } from '#lib/phonebook/department.ts';
import { LAST_PAGE } from '#lib/phonebook/params.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { findPlace } from '#server/phonebook/departments/people.ts';

const name = z.string().max(400).nullable();
const placeSchema = z.object({ division: name, department: name, page: z.int().min(1).max(LAST_PAGE) });

/** A page of the entries of a division and a department, for the leaf of the tree that was opened. */
export async function findPlaceAction(wish: z.input<typeof placeSchema>): Promise<PlacePage> {
  const actor = await requireActor('phonebook.read');
  const { page, ...place } = placeSchema.parse(wish);
  return findPlace(actor, place, page);
}

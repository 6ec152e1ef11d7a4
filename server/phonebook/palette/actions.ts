'use server';

import { z } from 'zod';
import { nobodyFound, type PaletteAnswer } from '#lib/palette.ts';
import { LONGEST_QUERY } from '#lib/phonebook/params.ts';
import { holdable } from '#lib/phonebook/text.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { findPeopleForPalette } from '#server/phonebook/palette/queries.ts';

const typed = z.string().trim().min(1).max(LONGEST_QUERY).transform(holdable);

/** People for the palette, as one types. What cannot be a search finds nobody. */
export async function searchPeopleAction(text: string): Promise<PaletteAnswer> {
  const actor = await requireActor('phonebook.read');
  const given = typed.safeParse(text);
  return given.success ? findPeopleForPalette(actor, given.data) : nobodyFound;
}

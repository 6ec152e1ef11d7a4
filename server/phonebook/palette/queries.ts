import 'server-only';
import type { PaletteAnswer, PalettePerson } from '#lib/palette.ts';
import type { Hit } from '#lib/phonebook/contact.ts';
import { telHref } from '#lib/phonebook/numbers.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { findHits } from '#server/phonebook/queries.ts';

const SHOWN = 5;

/** The best few people for what was typed into the palette, with the number to call. */
export async function findPeopleForPalette(actor: Actor, text: string): Promise<PaletteAnswer> {
  const [{ hits, ...found }, { defaultCountry }] = await Promise.all([findHits(actor, text, SHOWN), getSettings()]);
  return { people: hits.map((hit) => asPerson(hit, defaultCountry)), ...found };
}

function asPerson(hit: Hit, country: string): PalettePerson {
  const number = hit.telephone || hit.mobile || hit.ip_phone || hit.pabx || null;
  return {
    id: String(hit.id),
    name: hit.full_name,
    detail: [hit.designation, hit.department].filter(Boolean).join(', '),
    number,
    dial: number && telHref(number, country),
    why: hit.why,
  };
}

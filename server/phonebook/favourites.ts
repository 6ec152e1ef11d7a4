import 'server-only';
import { z } from 'zod';
import type { AtHand, Handy } from '#lib/phonebook/at-hand.ts';
import { telHref } from '#lib/phonebook/numbers.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type Actor, requirePermission, type UserActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { getSettings } from '#server/core/settings/settings.ts';

const MOST_FAVOURITES = 200;
const RECENTS_KEPT = 50;

const handyRow = z.object({
  list: z.enum(['favourites', 'recents']),
  id: z.int(),
  name: z.string(),
  role: z.string(),
  number: z.string().nullable(),
});

/** Favourites and recents of whoever asks. Entries that were deleted or removed are in neither. */
export async function findAtHand(actor: Actor & UserActor): Promise<AtHand> {
  requirePermission(actor, 'phonebook.read');
  const [rows, { defaultCountry }] = await Promise.all([
    prisma().$queryRaw`
      select l.list, e.id, e.full_name as name,
        concat_ws(', ', nullif(btrim(e.designation), ''), nullif(btrim(e.department), '')) as role,
        coalesce(nullif(btrim(e.telephone), ''), nullif(btrim(e.mobile), ''), nullif(btrim(e.pabx), ''), nullif(btrim(e.ip_phone), '')) as number
      from (
        select 'favourites' as list, employee, null::timestamptz as used_at from contact_favourites where user_id = ${actor.id}::uuid
        union all
        select 'recents', employee, used_at from recent_contacts where user_id = ${actor.id}::uuid
      ) as l
      join employees e on e.id = l.employee and e.deleted_at is null
      order by l.used_at desc, search.normalise(e.full_name), e.id
      limit ${MOST_FAVOURITES + RECENTS_KEPT}`,
    getSettings(),
  ]);
  const atHand: AtHand = { favourites: [], recents: [] };
  for (const { list, ...row } of z.array(handyRow).parse(rows)) atHand[list].push(asHandy(row, defaultCountry));
  return atHand;
}

/** Puts an entry among the favourites of whoever asks; once is enough. */
export async function createFavourite(actor: Actor & UserActor, contactId: number): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.read');
  const count = await prisma().$executeRaw`
    insert into contact_favourites (user_id, employee)
    select ${actor.id}::uuid, e.id from employees e
    where e.id = ${contactId} and e.deleted_at is null
      and (select count(*) from contact_favourites where user_id = ${actor.id}::uuid) < ${MOST_FAVOURITES}
    on conflict (user_id, employee) do update set created_at = contact_favourites.created_at`;
  if (count > 0) return ok(null);
  return fail('invalid', `Not kept: the entry is gone, or ${MOST_FAVOURITES} favourites are there already.`);
}

/** Takes an entry out of the favourites of whoever asks. */
export async function deleteFavourite(actor: Actor & UserActor, contactId: number): Promise<Result<null>> {
  requirePermission(actor, 'phonebook.read');
  await prisma()
    .$executeRaw`delete from contact_favourites where user_id = ${actor.id}::uuid and employee = ${contactId}`;
  return ok(null);
}

/** Notes that whoever asks used an entry: at most one write a minute and entry, the newest fifty are kept. */
export async function createRecent(actor: Actor & UserActor, contactId: number): Promise<void> {
  requirePermission(actor, 'phonebook.read');
  const written = await prisma().$executeRaw`
    insert into recent_contacts (user_id, employee)
    select ${actor.id}::uuid, e.id from employees e where e.id = ${contactId} and e.deleted_at is null
    on conflict (user_id, employee) do update set used_at = now()
      where recent_contacts.used_at <= now() - interval '1 minute'`;
  if (written === 0) return;
  await prisma().$executeRaw`
    delete from recent_contacts where user_id = ${actor.id}::uuid and employee in (
      select employee from recent_contacts where user_id = ${actor.id}::uuid
      order by used_at desc, employee desc offset ${RECENTS_KEPT})`;
}

function asHandy({ number, ...row }: Omit<Handy, 'dial'>, country: string): Handy {
  return { ...row, number, dial: number && telHref(number, country) };
}

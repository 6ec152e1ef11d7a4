import 'server-only';
import { z } from 'zod';
import { toldActions } from '#lib/home/change-words.ts';
import {
  type Access,
  accessSchema,
  type Change,
  type Contacts,
  changeSchema,
  contactsSchema,
  type Recent,
  recentSchema,
} from '#lib/home/home.ts';
import { roleMay } from '#lib/roles.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { prisma } from '#server/core/db/prisma.ts';

const CONTACTS_TTL_SECONDS = 60;
const names = z.array(z.object({ name: z.string() }));

/** What the phonebook holds; counted anew when an entry changes, and each minute for what plain SQL changed. */
export function countContacts(actor: Actor): Promise<Contacts> {
  requirePermission(actor, 'phonebook.read');
  const how = { tags: ['phonebook'], ttlSeconds: CONTACTS_TTL_SECONDS, shape: contactsSchema };
  return cache().remember('home.contacts', how, loadContacts);
}

/**
 * The latest changes that the viewer may know of: of the phonebook for everyone, of people, keys and settings for admins.
 * The name of a deleted entry is for who may restore it.
 */
export async function findChanges(actor: Actor, limit: number): Promise<Change[]> {
  requirePermission(actor, 'home.read');
  const everything = actor.kind === 'user' && roleMay(actor.role, 'audit.read');
  const deletedToo = actor.kind === 'user' && roleMay(actor.role, 'phonebook.edit');
  const actions = toldActions.filter((action) => everything || /^(employee|import|report|sample)\./.test(action));
  const rows = await prisma().$queryRaw`
    select l.id::text as id, l.created_at as at, l.actor, coalesce(u.name, k.name) as "actorName", l.action,
           l.target_id as "targetId", l.details,
           case l.target_type
             when 'employee' then (select full_name from employees where id = l.target_id::int and (deleted_at is null or ${deletedToo}))
             when 'import' then (select file_name from import_batches where id = l.target_id::int)
             when 'user' then (select name from users where id = l.target_id::uuid)
             when 'key' then (select name from api_keys where id = l.target_id::uuid)
           end as "targetName"
    from (
      select * from audit_log where action = any(${actions}) and created_at > now() - interval '30 days'
      order by id desc limit ${limit}) as l
    left join users u on l.actor = 'user:' || u.id
    left join api_keys k on l.actor = 'key:' || k.id
    order by l.id desc`;
  return z.array(changeSchema).parse(rows);
}

/** The entries changed last, with the number to call. */
export async function findRecent(actor: Actor, limit: number): Promise<Recent[]> {
  requirePermission(actor, 'phonebook.read');
  const rows = await prisma().$queryRaw`
    select id, full_name as name, designation, department,
           coalesce(nullif(telephone, ''), nullif(mobile, ''), nullif(ip_phone, ''), nullif(pabx, '')) as number
    from employees where deleted_at is null order by updated_at desc nulls last, id desc limit ${limit}`;
  return z.array(recentSchema).parse(rows);
}

/** How many people and programs may come in. */
export async function getAccess(actor: Actor): Promise<Access> {
  requirePermission(actor, 'users.read');
  const rows = await prisma().$queryRaw`
    select (select count(*)::int from users where not banned) as users,
           (select count(*)::int from users where not banned and role = 'admin') as admins,
           count(*)::int as keys, max(last_used_at) as "keyUsedAt"
    from api_keys where revoked_at is null and (expires_at is null or expires_at > now())`;
  return z.tuple([accessSchema]).parse(rows)[0];
}

/** Who can change what one may, by name. */
export async function findAdminNames(actor: Actor): Promise<string[]> {
  requirePermission(actor, 'home.read');
  const rows = await prisma().$queryRaw`
    select name from users where role = 'admin' and not banned order by created_at limit 3`;
  return names.parse(rows).map((row) => row.name);
}

async function loadContacts(): Promise<Contacts> {
  const rows = await prisma().$queryRaw`
    select count(*)::int as total,
           count(*) filter (where called)::int as "withNumber",
           count(*) filter (where not called and written)::int as "mailOnly",
           count(*) filter (where not called and not written)::int as unreachable,
           count(distinct department)::int as departments,
           count(*) filter (where source = 'sample')::int as sample
    from (
      select nullif(department, '') as department, source,
             concat(telephone, mobile, ip_phone, pabx) <> '' as called,
             concat(email, group_email) <> '' as written
      from employees where deleted_at is null) as contact`;
  return z.tuple([contactsSchema]).parse(rows)[0];
}

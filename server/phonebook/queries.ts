import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { searchAnswerSchema } from '#lib/phonebook/api.ts';
import {
  type Contact,
  type ContactPage,
  type ContactRow,
  contactSchema,
  type EntryReport,
  type Hit,
} from '#lib/phonebook/contact.ts';
import { decide } from '#lib/phonebook/decision.ts';
import { dialsOf } from '#lib/phonebook/numbers.ts';
import { PAGE_SIZE, type PhonebookParams } from '#lib/phonebook/params.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { contactColumns } from '#server/phonebook/columns.ts';
import { seesDeleted } from '#server/phonebook/deleted.ts';
import { facetsAround } from '#server/phonebook/facets.ts';
import { facetsOf, readOverview, readPage } from '#server/phonebook/list.ts';
import { readAs } from '#server/phonebook/search/read-as.ts';
import { type Found as Ranked, searchContacts } from '#server/phonebook/search/search.ts';

/** A page of the phonebook: what was searched, best first, else everybody in the order asked for. Deleted entries are for who may edit. */
export async function findContacts(actor: Actor, params: PhonebookParams): Promise<ContactPage> {
  requirePermission(actor, params.deleted ? 'phonebook.edit' : 'phonebook.read');
  const start = performance.now();
  const { defaultCountry: country } = await getSettings();
  const found = params.q.trim() === '' ? await listed(params) : await searched(params, country);
  const rows = found.rows.map((row) => ({ ...row, dials: dialsOf(row, country) }));
  return { ...found, rows, tookMs: Math.round((performance.now() - start) * 10) / 10 };
}

type Found = Omit<ContactPage, 'tookMs' | 'rows'> & { rows: Hit[] };

async function listed(params: PhonebookParams): Promise<Found> {
  const db = prisma();
  const [rows, { total, totalIs, facets }] = await Promise.all([readPage(db, params), readOverview(db, params)]);
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const around = await facetsAround(params, facets, async (wider) => (await readOverview(db, wider)).facets);
  const known = { total, totalIs, page: params.page, pages, facets: around };
  return { rows: rows.map(asHit), ...known, closeness: 'close', readAs: [] };
}

/** Everybody a search of the list finds, in its order; at most the 200 that a search ranks. */
export async function findSearched(actor: Actor, params: PhonebookParams): Promise<Hit[]> {
  requirePermission(actor, params.deleted ? 'phonebook.edit' : 'phonebook.read');
  const { defaultCountry: country } = await getSettings();
  const { hits } = await searchContacts(prisma(), { ...params, text: params.q, country });
  return readHits(params.sort === null ? hits : sortHits(hits, params));
}

async function searched(params: PhonebookParams, country: string): Promise<Found> {
  const search = (wish: PhonebookParams) => searchContacts(prisma(), { ...wish, text: wish.q, country });
  const { hits, nearest, query } = await search(params);
  const found = hits.length === 0 ? nearest : hits;
  const ordered = params.sort === null ? found : sortHits(found, params);
  const start = (params.page - 1) * PAGE_SIZE;
  return {
    rows: await readHits(ordered.slice(start, start + PAGE_SIZE)),
    total: hits.length,
    totalIs: 'exact',
    page: params.page,
    pages: Math.max(1, Math.ceil(found.length / PAGE_SIZE)),
    facets: await facetsAround(params, facetsOf(hits), async (wider) => facetsOf((await search(wider)).hits)),
    closeness: nearest.length > 0 ? 'nearest' : 'close',
    readAs: query === null ? [] : readAs(query),
  };
}

/** The entries behind hits, in their order. One that went in the meantime is left out. */
async function readHits(ranked: readonly Ranked[]): Promise<Hit[]> {
  if (ranked.length === 0) return [];
  const ids = ranked.map(({ id }) => id);
  const rows = await prisma().$queryRaw`select ${contactColumns} from employees e where e.id = any(${ids}::int[])`;
  const contacts = new Map(
    z
      .array(contactSchema)
      .parse(rows)
      .map((contact) => [contact.id, contact]),
  );
  return ranked.flatMap(({ id, score, confidence, why }) => {
    const contact = contacts.get(id);
    return contact === undefined ? [] : [{ ...contact, score, confidence, why }];
  });
}

function asHit(contact: Contact): Hit {
  return { ...contact, score: 1, confidence: 1, why: [] };
}

function sortHits(hits: Ranked[], { sort, dir }: PhonebookParams): Ranked[] {
  const key = (hit: Ranked) => {
    if (sort === 'changed') return hit.updated_at ?? '';
    return (sort === null || sort === 'name' ? hit.full_name : hit[sort]) ?? '\u{10FFFF}';
  };
  const newestFirst = sort === 'changed' ? -1 : 1;
  const direction = (dir === 'desc' ? -1 : 1) * newestFirst;
  return hits.toSorted((a, b) => direction * key(a).localeCompare(key(b)) || a.id - b.id);
}

/** With closeness `nearest` nobody is close enough, the total is none and the hits are the nearest guesses. */
export type FoundHits = Pick<ContactPage, 'total' | 'closeness'> & { hits: Hit[] };

/** The hits of a text as programs ask for them, and where there is none the nearest guesses. @param limit 1-50 */
export async function findHits(actor: Actor, text: string, limit: number): Promise<FoundHits> {
  requirePermission(actor, 'phonebook.read');
  const { defaultCountry: country } = await getSettings();
  const everywhere = { deleted: false, department: null, designation: null, division: null, kind: null };
  const { hits, nearest } = await searchContacts(prisma(), { ...everywhere, text, country });
  const shown = await readHits((hits.length > 0 ? hits : nearest).slice(0, limit));
  return { hits: shown, total: hits.length, closeness: nearest.length > 0 ? 'nearest' : 'close' };
}

/** One entry or null; a deleted one only for who may restore it. */
export async function getContact(actor: Actor, id: number): Promise<Contact | null> {
  requirePermission(actor, 'phonebook.read');
  const contact = await readContact(prisma(), id);
  return contact?.deleted_at && !seesDeleted(actor) ? null : contact;
}

/** One entry as a row of the list, also when no list holds it; null when it is deleted or never was. */
export async function getRow(actor: Actor, id: number): Promise<ContactRow | null> {
  const [contact, { defaultCountry }] = await Promise.all([getContact(actor, id), getSettings()]);
  if (contact === null || contact.deleted_at !== null) return null;
  return { ...asHit(contact), dials: dialsOf(contact, defaultCountry) };
}

/** One entry in the caller's transaction; `lock` keeps other writers out until it ends. */
export async function readContact(db: Database, id: number, lock?: 'lock'): Promise<Contact | null> {
  const forUpdate = lock === undefined ? Prisma.empty : Prisma.sql`for update of e`;
  const rows = await db.$queryRaw`select ${contactColumns} from employees e where e.id = ${id} ${forUpdate}`;
  return z.array(contactSchema).parse(rows)[0] ?? null;
}

const reportRow = z.object({
  id: z.int(),
  employee: z.int(),
  full_name: z.string().nullable(),
  deleted: z.boolean(),
  field: z.string().nullable(),
  message: z.string(),
  reported_by: z.string(),
  at: z.string(),
});

/** Mistakes reported and not yet looked at, oldest first, with their number; for the admin's home and the entry's page. */
export async function findOpenReports(
  actor: Actor,
  about: { contact?: number } = {},
): Promise<{ reports: EntryReport[]; total: number }> {
  requirePermission(actor, 'phonebook.edit');
  const one = about.contact === undefined ? Prisma.empty : Prisma.sql`and r.employee = ${about.contact}`;
  const rows = await prisma().$queryRaw`
    select r.id, r.employee, e.full_name, e.deleted_at is not null as deleted, r.field, r.message,
      coalesce(u.name, r.reported_by) as reported_by,
      to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, count(*) over ()::int as total
    from entry_reports r left join employees e on e.id = r.employee left join users u on 'user:' || u.id::text = r.reported_by
    where r.resolved_at is null ${one} order by r.created_at, r.id limit 50`;
  const parsed = z.array(reportRow.extend({ total: z.int() })).parse(rows);
  return { reports: parsed.map(toReport), total: parsed[0]?.total ?? 0 };
}

function toReport(row: z.infer<typeof reportRow>): EntryReport {
  const { id, employee, full_name, deleted, field, message, reported_by: reportedBy, at } = row;
  return {
    id,
    contact: full_name === null ? null : { id: employee, full_name, deleted },
    field,
    message,
    reportedBy,
    at,
  };
}

/** How many invented people are there; for the line that removes them. */
export async function countSamplePeople(actor: Actor): Promise<number> {
  requirePermission(actor, 'phonebook.read');
  const rows = await prisma().$queryRaw`select count(*)::int as count from employees where source = 'sample'`;
  return z.tuple([z.object({ count: z.int() })]).parse(rows)[0].count;
}

/** Hits in the shape of the contract: the fields of an Employee, the score, the reasons and what to do with them. */
export function asSearchAnswer(query: string, limit: number, found: FoundHits) {
  const [results, nearest] = found.closeness === 'close' ? [found.hits, []] : [[], found.hits];
  return searchAnswerSchema.parse({
    query,
    results,
    total: found.total,
    limit,
    decision: decide(results, nearest),
    nearest,
  });
}

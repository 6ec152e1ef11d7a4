import 'server-only';
import { z } from 'zod';
import { countOf } from '#lib/count.ts';
import type { Need } from '#lib/home/home.ts';
import { roleMay } from '#lib/roles.ts';
import { type Actor, requirePermission, type UserActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

const REPORTS_SHOWN = 10;

/** What waits for this person, the most urgent first. */
export async function findNeeds(actor: Actor & UserActor): Promise<Need[]> {
  requirePermission(actor, 'home.read');
  const gaps = roleMay(actor.role, 'gaps.read') ? await findGapNeeds(actor) : [];
  if (!roleMay(actor.role, 'settings.edit')) return [...gaps, ...(await findOwnFactorNeed(actor))];
  const found = await Promise.all([
    findStaleNeed(),
    findReportNeeds(),
    findImportNeeds(),
    findFactorNeed(),
    findInviteNeeds(),
    findKeyNeeds(),
  ]);
  return [...found.flat(), ...gaps];
}

const gapNeedRow = z.object({
  fresh: z.int(),
  since: z.date().nullable(),
  back: z.int(),
  backSince: z.date().nullable(),
  overdue: z.int(),
});

/** Gaps that nobody has begun to work on, those that came back, and the viewer's own whose day has passed. */
async function findGapNeeds(actor: UserActor): Promise<Need[]> {
  const rows = await prisma().$queryRaw`
    with open as (select * from question_gaps where closed is null and gone_at is null and joined_into is null)
    select (count(*) filter (where reopened_at is null and assignee is null and btrim(draft) = ''))::int as fresh,
           max(created_at) filter (where reopened_at is null and assignee is null and btrim(draft) = '') as since,
           (count(*) filter (where reopened_at is not null))::int as back, max(reopened_at) as "backSince",
           (count(*) filter (where assignee = ${actor.id}::uuid and due_on < timezone('utc', now())::date))::int as overdue from open`;
  const { fresh, since, back, backSince, overdue } = z.tuple([gapNeedRow]).parse(rows)[0];
  const needs: (Need & { count: number })[] = [
    {
      id: 'gaps-overdue',
      count: overdue,
      mark: 'warn',
      title: `${countOf(overdue, 'gap of yours is', 'gaps of yours are')} overdue`,
      text: 'The day by which the bot was to know the answer has passed.',
      since: null,
      href: '/questions/gaps?tab=mine',
      label: 'Open',
    },
    {
      id: 'gaps-back',
      count: back,
      mark: 'warn',
      title: `${countOf(back, 'gap came', 'gaps came')} back`,
      text: 'Marked fixed or set aside, and the same question got no answer again.',
      since: backSince,
      href: '/questions/gaps',
      label: 'Open',
    },
    {
      id: 'gaps-new',
      count: fresh,
      mark: 'gap',
      title: countOf(fresh, 'new knowledge gap', 'new knowledge gaps'),
      text: 'Questions that left at least three sessions without an answer, and nobody works on them yet.',
      since,
      href: '/questions/gaps',
      label: 'Open',
    },
  ];
  return needs.filter(({ count }) => count > 0).map(({ count: _, ...need }) => need);
}

async function findStaleNeed(): Promise<Need[]> {
  const rows = await prisma().$queryRaw`select count(*)::int as count, min(created_at) as since from search.stale`;
  const { count, since } = z.tuple([z.object({ count: z.number(), since: z.date().nullable() })]).parse(rows)[0];
  if (count === 0) return [];
  return [
    {
      id: 'stale',
      mark: 'warn',
      title: `Search is behind for ${countOf(count, 'entry', 'entries')}`,
      text: 'They were saved, but the search index or the history could not follow. It is mended in the background.',
      since,
      href: '/settings/health',
      label: 'Look',
    },
  ];
}

/** Each person's oldest report comes before anybody's second, so that many of one person do not hide another's. */
async function findReportNeeds(): Promise<Need[]> {
  const rows = await prisma().$queryRaw`
    with open as (
      select r.*, row_number() over (partition by r.reported_by order by r.created_at, r.id) as turn, count(*) over ()::int as total
      from entry_reports r where r.resolved_at is null
    ), chosen as (select * from open order by turn, created_at, id limit ${REPORTS_SHOWN + 1})
    select r.id, r.employee, coalesce(e.full_name, 'Entry ' || r.employee) as name, r.field, r.message,
           r.created_at as since, u.name as reporter, r.total
    from chosen r
    left join employees e on e.id = r.employee
    left join users u on r.reported_by = 'user:' || u.id
    order by r.turn, r.created_at, r.id`;
  const reports = z.array(reportRow).parse(rows);
  const shown = reports.slice(0, REPORTS_SHOWN).toSorted((a, b) => a.since.getTime() - b.since.getTime());
  return [...shown.map(reportNeed), ...reports.slice(REPORTS_SHOWN).map(furtherReportsNeed)];
}

const reportRow = z.object({
  id: z.number(),
  employee: z.number(),
  name: z.string(),
  field: z.string().nullable(),
  message: z.string(),
  since: z.date(),
  reporter: z.string().nullable(),
  total: z.number(),
});
type Report = z.infer<typeof reportRow>;

function reportNeed({ id, employee, name, field, message, since, reporter }: Report): Need {
  return {
    id: `report-${id}`,
    mark: 'report',
    title: `${reporter ?? 'Somebody'} reports a mistake: ${name}${field ? `, ${field.replaceAll('_', ' ')}` : ''}`,
    text: message,
    since,
    href: `/phonebook/${employee}`,
    label: 'Open',
  };
}

function furtherReportsNeed({ employee, total }: Report): Need {
  return {
    id: 'reports',
    mark: 'report',
    title: `${countOf(total - REPORTS_SHOWN, 'more report', 'more reports')} of mistakes`,
    text: 'Each that is settled makes room here for the next.',
    since: null,
    href: `/phonebook/${employee}`,
    label: 'Open next',
  };
}

async function findImportNeeds(): Promise<Need[]> {
  const rows = await prisma().$queryRaw`
    select id, file_name as file, state, error, touched_at as since from import_batches
    where source = 'csv' and (state = 'previewed' or state = 'failed' and touched_at > now() - interval '3 days')
    order by id desc limit 5`;
  const batch = z.object({
    id: z.number(),
    file: z.string(),
    state: z.string(),
    error: z.string().nullable(),
    since: z.date(),
  });
  return z
    .array(batch)
    .parse(rows)
    .map((row) => ({
      id: `import-${row.id}`,
      mark: row.state === 'failed' ? 'crit' : 'import',
      title: row.state === 'failed' ? `Import ${row.id} failed` : `Import ${row.id} waits to be applied`,
      text: row.state === 'failed' ? (row.error ?? row.file) : `${row.file} was tried out; nothing is changed yet.`,
      since: row.since,
      href: `/phonebook/import/${row.id}`,
      label: 'Open',
    }));
}

async function findFactorNeed(): Promise<Need[]> {
  const rows = await prisma().$queryRaw`
    select name from users where role = 'admin' and not banned and not two_factor_enabled order by name limit 20`;
  const bare = z.array(z.object({ name: z.string() })).parse(rows);
  if (bare.length === 0) return [];
  return [
    {
      id: 'factor',
      mark: 'shield',
      title: `${countOf(bare.length, 'admin has', 'admins have')} no second factor`,
      text: `${bare.map((one) => one.name).join(', ')}: one stolen password would open everything.`,
      since: null,
      href: '/account',
      label: 'Set up yours',
    },
  ];
}

async function findOwnFactorNeed(actor: UserActor): Promise<Need[]> {
  const rows = await prisma().$queryRaw`select two_factor_enabled as has from users where id = ${actor.id}::uuid`;
  const own = z.array(z.object({ has: z.boolean() })).parse(rows)[0];
  if (own === undefined || own.has) return [];
  return [
    {
      id: 'own-factor',
      mark: 'shield',
      title: 'Your account has no second factor',
      text: 'With one, a stolen password alone opens nothing. It takes a minute and an authenticator app.',
      since: null,
      href: '/account',
      label: 'Set it up',
    },
  ];
}

async function findInviteNeeds(): Promise<Need[]> {
  const rows = await prisma().$queryRaw`
    select u.id::text as id, u.name, max(l.expires_at) as since from one_time_links l join users u on u.id = l.user_id
    where l.purpose = 'invite' and not u.banned
      and not exists (select from accounts a where a.user_id = u.id and a.password is not null)
    group by u.id, u.name having max(l.expires_at) < now() and bool_and(l.used_at is null) limit 5`;
  const invite = z.object({ id: z.string(), name: z.string(), since: z.date() });
  return z
    .array(invite)
    .parse(rows)
    .map((row) => ({
      id: `invite-${row.id}`,
      mark: 'people',
      title: `The invitation of ${row.name} was not taken`,
      text: 'Its link has ended. A new one can be made among the users.',
      since: row.since,
      href: '/settings/users',
      label: 'Open',
    }));
}

async function findKeyNeeds(): Promise<Need[]> {
  const rows = await prisma().$queryRaw`
    select id::text as id, name, expires_at as ends from api_keys
    where revoked_at is null and expires_at between now() and now() + interval '14 days' order by expires_at limit 5`;
  const key = z.object({ id: z.string(), name: z.string(), ends: z.date() });
  return z
    .array(key)
    .parse(rows)
    .map((row) => ({
      id: `key-${row.id}`,
      mark: 'key',
      title: `The key ${row.name} ends soon`,
      text: `From ${row.ends.toISOString().slice(0, 10)} (UTC) its program is refused.`,
      since: null,
      href: '/settings/keys',
      label: 'Open',
    }));
}

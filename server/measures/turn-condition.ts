import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';
import type { ParsedQuery } from '#lib/conversations/query.ts';
import { cutName } from '#lib/measures/cut-name.ts';
import type { Slot, TurnFilter } from '#lib/measures/turn-filter.ts';
import { maskedShapeSource } from '#lib/privacy/mask.ts';
import { currentMaskRules, lastMaskAtIngest, lastMaskRules } from '#server/core/privacy/mask-rules.ts';
import { soughtForms } from '#server/core/privacy/session-handle.ts';
import { storedForms } from '#server/core/privacy/stored-address.ts';
import { isInOneSide, isRow, isThere, type Sought } from '#server/measures/sought-words.ts';

/**
 * What a filter means in SQL, of `conversations c`. The search box comes parsed; what it excludes is in here too, but for texts in
 * which something may be masked: whether those show it is for who shows them to say (`maskFound`, decision 039).
 */
export function turnCondition(filter: TurnFilter, query: ParsedQuery): Prisma.Sql {
  return Prisma.join([rowCondition(filter), ...indexedText(query), ...exactText(query), statePart(filter)], ' and ');
}

/**
 * The same in two parts for a search: `found` is answered by the text index and by the row itself; `kept` takes a text apart
 * or looks elsewhere, some tenths of a millisecond a turn, so that it is best asked of few.
 */
export function searchCondition(filter: TurnFilter, query: ParsedQuery): { found: Prisma.Sql; kept: Prisma.Sql } {
  return {
    found: Prisma.join([rowCondition(filter), ...indexedText(query)], ' and '),
    kept: Prisma.join([statePart(filter), ...exactText(query)], ' and '),
  };
}

/** Looked up by its key: never joined, so that a page's limit is not lost in a join of everything. */
function statePart({ states }: TurnFilter): Prisma.Sql {
  if (states.length === 0) return Prisma.sql`true`;
  return Prisma.sql`(select s.state from conversation_states s where s.id = c.id and s.created_at = c.created_at) = any (${states}::turn_state[])`;
}

function rowCondition(filter: TurnFilter): Prisma.Sql {
  const parts = [timePart(Prisma.sql`c`, filter)];
  if (filter.knowledgeBases.length > 0) parts.push(knowledgeBasePart(filter.knowledgeBases));
  if (filter.sources.length > 0) parts.push(Prisma.sql`c.source = any (${filter.sources}::text[])`);
  if (filter.slowerThan !== null) parts.push(Prisma.sql`c.response_time_ms >= ${filter.slowerThan}::int`);
  if (filter.fasterThan !== null) parts.push(Prisma.sql`c.response_time_ms < ${filter.fasterThan}::int`);
  if (filter.session !== null) parts.push(ofSession(filter.session));
  if (filter.client !== null)
    parts.push(Prisma.sql`left(c.client_ip, 255) = any (${storedForms(filter.client)}::text[])`);
  if (filter.slot !== null) parts.push(...slotParts(filter.slot));
  return Prisma.join(parts, ' and ');
}

/** Turns `c` of a session, given by its id or its handle and found by its index. */
export function ofSession(given: string): Prisma.Sql {
  const [form = '', ...more] = soughtForms(given, lastMaskRules(), lastMaskAtIngest()).map(cutName);
  if (more.length === 0) return Prisma.sql`left(c.session_id, 255) = ${form}`;
  return Prisma.sql`left(c.session_id, 255) = any (${[form, ...more]}::text[])`;
}

/** The filter's time, said of the table under this name. */
export function timePart(table: Prisma.Sql, { from, to }: Pick<TurnFilter, 'from' | 'to'>): Prisma.Sql {
  const since = from === null ? Prisma.sql`true` : Prisma.sql`${table}.created_at >= ${naive(from)}::timestamp`;
  return to === null ? since : Prisma.sql`${since} and ${table}.created_at < ${naive(to)}::timestamp`;
}

/** The indexed half covers named bases; null and '' both mean that none was named. */
function knowledgeBasePart(names: string[]): Prisma.Sql {
  const named = names.filter((name) => name !== '');
  const isOne = Prisma.sql`left(c.knowledge_base, 255) = any (${named}::text[])`;
  if (named.length === names.length) return isOne;
  return Prisma.sql`(coalesce(c.knowledge_base, '') = '' or ${isOne})`;
}

function slotParts({ weekday, hour, zone }: Slot): Prisma.Sql[] {
  const local = localTime(Prisma.sql`c.created_at`, zone);
  const parts: Prisma.Sql[] = [];
  if (weekday !== null) parts.push(Prisma.sql`extract(isodow from ${local}) = ${weekday}`);
  if (hour !== null) parts.push(Prisma.sql`extract(hour from ${local}) = ${hour}`);
  return parts;
}

/** What the clocks of `zone` showed at a naive UTC time. */
export function localTime(time: Prisma.Sql, zone: string): Prisma.Sql {
  return Prisma.sql`(${time} at time zone 'UTC' at time zone ${zone}::text)`;
}

/** What the text index answers by itself. */
function indexedText(query: ParsedQuery): Prisma.Sql[] {
  return [
    ...soughtIn(query).map(isThere),
    ...query.substrings.map(
      (value) => Prisma.sql`search.fold(c.user_message) like '%' || search.like_literal(search.fold(${value})) || '%'`,
    ),
  ];
}

/** What needs the text: words that must follow each other in one side, as those of a word with a hyphen or a point do, and what is excluded. */
function exactText(query: ParsedQuery): Prisma.Sql[] {
  return [
    ...soughtIn(query).filter(isRow).map(isInOneSide),
    ...query.excluded.map(
      (value) => Prisma.sql`(not ${isInOneSide({ value, isBeginning: false })} or ${mayBeMasked()})`,
    ),
  ];
}

function soughtIn({ words, phrases, prefixes }: ParsedQuery): Sought[] {
  return [
    ...[...words, ...phrases].map((value) => ({ value, isBeginning: false })),
    ...prefixes.map((value) => ({ value, isBeginning: true })),
  ];
}

/** To be awaited before a condition with something excluded is made: it speaks of what is masked by the rules of this moment. */
export async function knowMaskRules({ excluded }: ParsedQuery): Promise<void> {
  if (excluded.length > 0) await currentMaskRules();
}

/** Asked only of turns that hold what is excluded, so that nobody learns of a masked word by leaving it out. */
function mayBeMasked(): Prisma.Sql {
  const rules = lastMaskRules();
  const source = rules === undefined ? '' : maskedShapeSource(rules);
  return Prisma.sql`c.user_message ~ ${source} or c.assistant_response ~ ${source}`;
}

/** As the naive columns hold it: UTC without a zone, no digit lost. */
export function naive(instant: string): string {
  return instant.replace('Z', '');
}

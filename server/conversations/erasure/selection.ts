import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { digitsIn } from '#lib/erasure/pattern.ts';
import type { Subject, SubjectKind } from '#lib/erasure/subject.ts';
import { cutName } from '#lib/measures/cut-name.ts';
import { countBlocks } from '#server/core/erasure/blocks.ts';
import { beginningOf } from '#server/core/erasure/example.ts';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { sqlStateOf } from '#server/core/errors.ts';
import { hashedSession, sessionForms } from '#server/core/privacy/session-handle.ts';
import { storedAddress } from '#server/core/privacy/stored-address.ts';

/** Wider than what a number or a name may have between its parts, so that none reaches from one text into the next. */
const GAP = "repeat(E'\\n', 8)";
/** What a turn says; an example shows no more of it: an id or an address may be somebody else's as well. */
const said = `concat_ws(${GAP}, c.knowledge_base, c.user_message, c.assistant_response)`;
const text = `concat_ws(${GAP}, c.session_id, c.knowledge_base, c.client_ip, c.user_message, c.assistant_response)`;

/** Which turns of `c` hold a subject, as SQL over `values`. */
export type TurnSelection = {
  condition: string;
  /** Whether a turn was taken only for the network it came from, which others share. */
  shared: string;
  excerpt: string;
  values: unknown[];
  /** Whether an index finds them all. */
  indexed: boolean;
  /** The name of a further parameter, counted from 0. */
  next(place: number): string;
};

/**
 * A session by its id or its handle; anything else by all texts of a turn, and by the hash that an id of this value was stored
 * as. A client's address also by the forms in which it may have been stored, whatever the setting is now.
 */
export function turnSelection(matcher: Matcher): TurnSelection {
  const { subject, pattern } = matcher;
  const next = (from: number) => (place: number) => `$${from + place + 1}`;
  if (pattern === null) {
    const forms = sessionForms(subject.value);
    return {
      condition: 'left(c.session_id, 255) = any($1::text[]) and c.session_id = any($2::text[])',
      shared: 'false',
      excerpt: beginningOf('c.user_message'),
      values: [forms.map(cutName), forms],
      indexed: true,
      next: next(2),
    };
  }
  const holds = `(c.session_id = any($2::text[]) or ${matcher.holds(text, '$1')})`;
  const hashes = sessionHashes(subject);
  const excerpt = matcher.excerpt(said, '$1');
  if (subject.kind !== 'address')
    return { condition: holds, shared: 'false', excerpt, values: [pattern, hashes], indexed: false, next: next(2) };
  const own = ['whole', 'hashed'] as const;
  const forms = [subject.value, ...own.map((kept) => storedAddress(subject.value, kept))];
  const network = storedAddress(subject.value, 'truncated');
  return {
    condition: `(c.client_ip = any($3::text[]) or c.client_ip = $4::text or ${holds})`,
    shared: `c.client_ip = $4::text`,
    excerpt,
    values: [pattern, hashes, forms, network],
    indexed: false,
    next: next(4),
  };
}

/**
 * The hashes of an id that is this value and no more; of a number also its digits alone, with and without a plus sign; of an e-mail
 * address also as people write one: all small, all capital, and its names with capital letters. A hash says nothing of what it was
 * made of, so one of any other mixture of cases is not found.
 */
export function sessionHashes({ kind, value }: Subject): string[] {
  return [...new Set(idsOf(kind, value))].map(hashedSession);
}

function idsOf(kind: SubjectKind, value: string): string[] {
  if (kind === 'number') return [value, digitsIn(value), `+${digitsIn(value)}`];
  if (kind !== 'email') return [value];
  const small = value.toLowerCase();
  const first = small.replace(/^\p{L}/u, (letter) => letter.toUpperCase());
  const each = small.replace(/(?<=^|[._-])\p{L}(?=[^@]*@)/gu, (letter) => letter.toUpperCase());
  return [value, small, value.toUpperCase(), first, each];
}

const leafRows = z.array(z.object({ name: z.string() }));

/** The partitions of the turns, oldest first, with their sizes. */
export async function findLeaves(client: PoolClient): Promise<{ name: string; blocks: number }[]> {
  const { rows } = await client.query(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     join pg_namespace n on n.oid = c.relnamespace where i.inhparent = 'public.conversations'::regclass order by c.relname`,
  );
  const leaves: { name: string; blocks: number }[] = [];
  for (const { name } of leafRows.parse(rows)) leaves.push({ name, blocks: await countBlocks(client, name) });
  return leaves;
}

const UNDEFINED_TABLE = '42P01';
const goneRow = z.tuple([z.object({ gone: z.boolean() })]);

/** Whether reading a partition failed because retention dropped it meanwhile: then nothing is left there to be read. */
export async function isDropped(client: PoolClient, leaf: string, error: unknown): Promise<boolean> {
  if (sqlStateOf(error) !== UNDEFINED_TABLE) return false;
  const { rows } = await client.query('select to_regclass($1) is null as gone', [leaf]);
  return goneRow.parse(rows)[0].gone;
}

import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';
import { type ParsedQuery, readsText } from '#lib/conversations/query.ts';
import type { Turn } from '#lib/conversations/turn.ts';
import { NOT_SHOWN } from '#lib/privacy/mask.ts';

/** A list row needs the beginning of a text, and one that words were found in as much as the text index holds; a thread and an export need all. */
const LISTED_CHARACTERS = 20_000;
const SEARCHED_CHARACTERS = 50_000 + NOT_SHOWN;
/** So much of a text is all of almost every one: who reads hundreds of turns whole reads those that are longer one by one. */
const BRIEF_CHARACTERS = 8_000;

const facts = Prisma.sql`
  c.id::text as id, to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, c.session_id as "sessionId", coalesce(s.state::text, 'unknown') as state,
  nullif(left(c.knowledge_base, 255), '') as "knowledgeBase", c.source, c.response_time_ms as "responseMs", c.client_ip as "clientIp"`;

/** The columns of lib/conversations/turn.ts, of `conversations c` with its states, see `withStates`. */
export const wholeTurn = Prisma.sql`${facts}, c.user_message as question, c.assistant_response as answer`;
const listedTurn = beginning(LISTED_CHARACTERS);
const searchedTurn = beginning(SEARCHED_CHARACTERS);

/** A turn with the beginning of its texts; `isBrief` tells whether they are all of them. */
export const briefTurn = beginning(BRIEF_CHARACTERS);

/** Whether a turn read as `briefTurn` is whole. */
export function isBrief({ question, answer }: Pick<Turn, 'question' | 'answer'>): boolean {
  return [question, answer].every((text) => text.length < BRIEF_CHARACTERS);
}

/** The states beside turn `c`. A turn that has lost its own, until it is mended, is not known and no less a turn. */
export const withStates = Prisma.sql`left join conversation_states s on s.id = c.id and s.created_at = c.created_at`;

/** The turns with their states. */
export const turns = Prisma.sql`conversations c ${withStates}`;

/** What a list reads of the turns that a query finds. */
export function listedColumns(query: ParsedQuery): Prisma.Sql {
  return readsText(query) ? searchedTurn : listedTurn;
}

function beginning(characters: number): Prisma.Sql {
  return Prisma.sql`${facts}, left(c.user_message, ${characters}) as question, left(c.assistant_response, ${characters}) as answer`;
}

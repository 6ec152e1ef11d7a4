import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';
import { hasText, type ParsedQuery } from '#lib/conversations/query.ts';

/** A list row needs the beginning of a text; a thread, an export and what words were found in need all of it. */
const LISTED_CHARACTERS = 20_000;

const facts = Prisma.sql`
  c.id::text as id, to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, c.session_id as "sessionId", coalesce(s.state::text, 'unknown') as state,
  nullif(left(c.knowledge_base, 255), '') as "knowledgeBase", c.source, c.response_time_ms as "responseMs", c.client_ip as "clientIp"`;

/** The columns of lib/conversations/turn.ts, of `conversations c` with its states, see `withStates`. */
export const wholeTurn = Prisma.sql`${facts}, c.user_message as question, c.assistant_response as answer`;
const listedTurn = Prisma.sql`${facts}, left(c.user_message, ${LISTED_CHARACTERS}) as question, left(c.assistant_response, ${LISTED_CHARACTERS}) as answer`;

/** The states beside turn `c`. A turn that has lost its own, until it is mended, is not known and no less a turn. */
export const withStates = Prisma.sql`left join conversation_states s on s.id = c.id and s.created_at = c.created_at`;

/** The turns with their states. */
export const turns = Prisma.sql`conversations c ${withStates}`;

/** What a list reads of the turns that a query finds. */
export function listedColumns(query: ParsedQuery): Prisma.Sql {
  return hasText(query) ? wholeTurn : listedTurn;
}

import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';
import { holdsUnspaced, pairsOf, runSource, type TextPart, textParts } from '#lib/conversations/unspaced.ts';

/** What is looked for: words that must follow each other, the last of them whole or as a beginning. */
export type Sought = { value: string; isBeginning: boolean };

const turnWords = Prisma.sql`search.turn_words(c.user_message, c.assistant_response)`;

/** What the text index answers by itself for turn `c`: of several words in a row it knows that they are there, not where. */
export function isThere({ value, isBeginning }: Sought): Prisma.Sql {
  if (holdsUnspaced(value)) {
    const parts = textParts(value);
    const queries = parts.map((part, place) => partQuery(part, isBeginning && place === parts.length - 1));
    return Prisma.sql`${turnWords} @@ (${Prisma.join(queries, ' && ')})`;
  }
  if (isBeginning) return Prisma.sql`${turnWords} @@ search.prefix_query(${value})`;
  return Prisma.sql`${turnWords} @@ plainto_tsquery('search.turn', search.apart(${value}))`;
}

/** Whether that leaves open if they stand in one side of turn `c` and follow each other, which their text has to tell. */
export function isRow({ value, isBeginning }: Sought): boolean {
  return holdsUnspaced(value) || !(isBeginning || /^[\p{L}\p{N}]+$/u.test(value));
}

/** Whether one side of turn `c` holds them, one after the other. */
export function isInOneSide({ value, isBeginning }: Sought): Prisma.Sql {
  if (!holdsUnspaced(value)) {
    const row = Prisma.sql`phraseto_tsquery('search.turn', search.apart(${value}))`;
    return Prisma.sql`(search.side_words(c.user_message) @@ ${row} or search.side_words(c.assistant_response) @@ ${row})`;
  }
  const parts = textParts(value);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && 'units' in only) {
    const source = runSource(only.units, isBeginning);
    return Prisma.sql`(left(c.user_message, 50000) ~ ${source} or left(c.assistant_response, 50000) ~ ${source})`;
  }
  const row = Prisma.join(
    parts.map((part, place) => partInRow(part, isBeginning && place === parts.length - 1)),
    ' <-> ',
  );
  return Prisma.sql`(search.side_holds(c.user_message, ${row}) or search.side_holds(c.assistant_response, ${row}))`;
}

/** Of a run the pairs of neighbours; a single letter is the first of one. */
function partQuery(part: TextPart, isBeginning: boolean): Prisma.Sql {
  if ('words' in part && isBeginning) return Prisma.sql`search.prefix_query(${part.words})`;
  if ('words' in part) return Prisma.sql`plainto_tsquery('search.turn', search.apart(${part.words}))`;
  const pairs = pairsOf(part.units);
  if (pairs.length === 0) return beginning(part.units[0]);
  if (isBeginning) pairs.pop();
  const whole = Prisma.sql`plainto_tsquery('search.turn', ${pairs.join(' ')})`;
  return isBeginning ? Prisma.sql`(${whole} && ${beginning(part.units.slice(-2).join(''))})` : whole;
}

/** The same as a row. What follows a run in a text is unknown, so that its last letter is the first of a pair or stands alone. */
function partInRow(part: TextPart, isBeginning: boolean): Prisma.Sql {
  if ('words' in part && isBeginning) return Prisma.sql`search.prefix_query(${part.words})`;
  if ('words' in part) return Prisma.sql`phraseto_tsquery('search.turn', search.apart(${part.words}))`;
  const pairs = pairsOf(part.units);
  if (pairs.length === 0) return beginning(part.units[0]);
  if (isBeginning) pairs.pop();
  const whole = Prisma.sql`phraseto_tsquery('search.turn', ${pairs.join(' ')})`;
  return Prisma.sql`(${whole} <-> ${beginning(part.units.slice(isBeginning ? -2 : -1).join(''))})`;
}

/** Letters of such a script mean nothing else in a query. */
function beginning(letters = ''): Prisma.Sql {
  return Prisma.sql`to_tsquery('search.turn', ${`${letters}:*`})`;
}

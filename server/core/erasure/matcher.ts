import 'server-only';
import { z } from 'zod';
import { addressPattern, emailPattern, namePattern, numberPattern } from '#lib/erasure/pattern.ts';
import type { Subject } from '#lib/erasure/subject.ts';
import { readAddress } from '#lib/privacy/address.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { excerptOf } from '#server/core/erasure/example.ts';
import { getSettings } from '#server/core/settings/settings.ts';

/** Finds a subject in text. Every comparison is Postgres's, so that rows and files are judged alike. */
export type Matcher = {
  subject: Subject;
  /** The pattern, to be bound as the parameter that the fragments below name; null for a subject that no text can hold. */
  pattern: string | null;
  /** SQL: whether the text of `expression` holds the pattern bound as `parameter` (`$1`). */
  holds(expression: string, parameter: string): string;
  /** SQL: an excerpt around the first place; to be shown only after `maskExample`. */
  excerpt(expression: string, parameter: string): string;
  /** Which of these texts hold the subject, by place in the list. */
  among(texts: readonly string[]): Promise<boolean[]>;
};

/** Makes ready what a subject is found by. A name is folded by the database, as the text it is compared with. */
export async function matcherOf(subject: Subject): Promise<Matcher> {
  const pattern = await patternOf(subject);
  const fold = subject.kind === 'name' ? 'search.fold_whole' : 'lower';
  const holds = (expression: string, parameter: string) => `(${fold}(${expression}) ~ ${parameter})`;
  return {
    subject,
    pattern,
    holds,
    excerpt: (expression, parameter) => excerptOf(`${fold}(${expression})`, parameter),
    async among(texts) {
      if (pattern === null || texts.length === 0) return texts.map(() => false);
      const { rows } = await mainPool().query(
        `select ${holds('t.text', '$1')} as holds from unnest($2::text[]) with ordinality as t (text, place) order by t.place`,
        [pattern, texts.map((text) => text.replaceAll('\0', ''))],
      );
      return z
        .array(z.object({ holds: z.boolean() }))
        .parse(rows)
        .map((row) => row.holds);
    },
  };
}

async function patternOf({ kind, value }: Subject): Promise<string | null> {
  switch (kind) {
    case 'session':
      return null;
    case 'email':
      return emailPattern(value);
    case 'number':
      return numberPattern(value, (await getSettings()).defaultCountry);
    case 'address':
      return addressPattern([readAddress(value) ?? value, value]);
    case 'name': {
      const { rows } = await mainPool().query('select search.fold_whole($1) as folded', [value]);
      return namePattern(z.tuple([z.object({ folded: z.string() })]).parse(rows)[0].folded);
    }
  }
}

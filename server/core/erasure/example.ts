import 'server-only';
import { z } from 'zod';
import type { Span } from '#lib/privacy/literal.ts';
import { type MaskRules, maskRules, maskText, replacements } from '#lib/privacy/mask.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { getSettings } from '#server/core/settings/settings.ts';

/** What stands for the subject in an example. */
const MARK = '▇▇▇';
/** Around each place of the subject in an excerpt: signs of private use, which no text is written in. */
const START = '\ue000';
const END = '\ue001';
/** What is read before and after the first place, and what is shown: a cut through an address would leave half of it in sight. */
const READ = 1_000;
const SHOWN = 40;

/** SQL: an excerpt of `text` around the first place of the pattern bound as `parameter`, else its beginning; to be shown only after `maskExample`. */
export function excerptOf(text: string, parameter: string): string {
  return `(select substr(m.text, greatest(1, strpos(m.text, '${START}') - ${READ}), ${2 * READ}) from (select regexp_replace(${text}, ${parameter}, '${START}\\&${END}', 'g') as text) m)`;
}

/** SQL: the beginning of `text`, as an excerpt in which nothing is looked for. */
export function beginningOf(text: string): string {
  return `left(${text}, ${2 * READ})`;
}

/** What is masked in an example: what is masked everywhere, and the same patterns folded as the texts are that a name is looked for in. */
export async function exampleRules(): Promise<MaskRules> {
  const patterns = (await getSettings())['conversations.mask_literals'];
  const { rows } = await mainPool().query(
    'select search.fold_whole(p.text) as folded from unnest($1::text[]) as p (text)',
    [patterns],
  );
  const folded = z.array(z.object({ folded: z.string() })).parse(rows);
  return maskRules([...patterns, ...folded.map((row) => row.folded)]);
}

/** An excerpt as a preview shows it, on one line: the subject marked, with whatever it is a part of, and other personal data masked. */
export function maskExample(excerpt: string, rules: MaskRules): string {
  const { text, places } = readPlaces(excerpt);
  const others = maskText(text, rules).masked.map(({ start, end, kind }) => ({
    start,
    end,
    shown: replacements[kind],
  }));
  let line = '';
  let at = 0;
  for (const { start, end, shown } of joined([...places, ...others])) {
    line += text.slice(at, start) + shown;
    at = end;
  }
  return cut(line + text.slice(at));
}

type Part = Span & { shown: string };

/** The text without the signs around the subject, and where it stands in it. */
function readPlaces(excerpt: string): { text: string; places: Part[] } {
  const places: Part[] = [];
  const [before = '', ...found] = excerpt.split(START);
  let text = before;
  for (const piece of found) {
    const [subject = '', after = ''] = piece.split(END);
    places.push({ start: text.length, end: text.length + subject.length, shown: ` ${MARK} ` });
    text += subject + after;
  }
  return { text, places };
}

/** Parts that overlap as one: the subject where one of them is it. */
function joined(parts: Part[]): Part[] {
  const apart: Part[] = [];
  for (const part of parts.toSorted((one, other) => one.start - other.start)) {
    const last = apart.at(-1);
    if (last === undefined || part.start >= last.end) apart.push({ ...part });
    else {
      last.end = Math.max(last.end, part.end);
      if (part.shown.includes(MARK)) last.shown = part.shown;
    }
  }
  return apart;
}

/** Between whole characters: half of one is no text to the database. */
function cut(line: string): string {
  const signs = [...line.replace(/\s+/gu, ' ').trim()];
  const first = Math.max(0, signs.indexOf(MARK.charAt(0)) - SHOWN);
  return signs
    .slice(first, first + 2 * SHOWN)
    .join('')
    .trim();
}

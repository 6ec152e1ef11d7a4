import type { Reason } from '#lib/phonebook/contact.ts';
import type { Fit } from './fit.ts';
import type { Exact, Match, Scored } from './rank.ts';

/** Why somebody is a hit, a reason a clue, those of the name first. Each names the field, the word found and its letters. */
export function reasonsOf({ exact, matches, number }: Scored): Reason[] {
  const reasons = matches.filter(({ token }) => token.kind !== 'carrier' || matches.length === 1).map(reasonOf);
  if (number !== null) reasons.push({ field: number.field, reason: numberReason(number), word: number.digits });
  const first = exact === null ? [] : [exactReason(exact)];
  const seen = new Set<string>();
  const whole = exact === 'name' ? reasons.filter(({ field }) => field !== 'full_name') : reasons;
  return [...first, ...whole].filter(({ field, reason, word }) => {
    const key = `${field} ${reason} ${word}`;
    return !seen.has(key) && seen.add(key);
  });
}

const slips = {
  swapped: '2 letters swapped',
  'left out': '1 letter missing',
  'too many': '1 letter too many',
  'other letter': '1 letter off',
} as const;

const exactReasons: Record<Exact, Reason> = {
  id: { field: 'employee_id', reason: 'exact id' },
  'id key': { field: 'employee_id', reason: 'exact id but for dashes or zeros' },
  'id zeros': { field: 'employee_id', reason: 'id but for leading zeros' },
  email: { field: 'email', reason: 'exact e-mail' },
  name: { field: 'full_name', reason: 'exact name' },
  'email slip': { field: 'email', reason: 'e-mail, 1 or 2 letters off' },
  'email starts': { field: 'email', reason: 'e-mail starts so' },
  'id starts': { field: 'employee_id', reason: 'id starts so' },
};

function exactReason(exact: Exact): Reason {
  return exactReasons[exact];
}

function reasonOf({ token, word, field, fit }: Match): Reason {
  const letters = lettersOf(token.text, fit);
  return { field, reason: inWords(token, word, field, fit), word, ...(letters === null ? {} : { letters }) };
}

function inWords({ text, meant }: Match['token'], word: string, field: Match['field'], fit: Fit): string {
  const name = field === 'full_name' ? 'name' : field;
  switch (fit.how) {
    case 'same':
      return `${name} ${word}`;
    case 'starts':
      return `starts ${text}`;
    case 'starts so':
      return `starts like ${text}`;
    case 'initial':
      return `initial ${text}`;
    case 'is initial':
      return `initial of ${text}`;
    case 'initials':
      return `initials of ${field === 'full_name' ? 'the name' : word}`;
    case 'nickname':
      return kinship(meant.get(word), text);
    case 'pet form':
      return `short form of ${text.length > word.length ? word : text}`;
    case 'muhammad':
      return `spelling of ${text}`;
    case 'letter off':
      return slips[fit.slip ?? 'other letter'];
    case 'letters off':
      return '2 letters off';
    case 'sounds':
      return 'sounds like';
    case 'stem':
    case 'means':
      return `${name} ${word}`;
  }
}

function kinship(kin: { how: string; of: string } | undefined, text: string): string {
  if (kin === undefined) return `nickname of ${text}`;
  return kin.how === 'short' ? `formal of ${capital(text)}` : `nickname of ${capital(kin.of)}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function lettersOf(text: string, fit: Fit): number | null {
  return fit.how === 'starts' || fit.how === 'initial' ? text.length : null;
}

const numberNames: Record<string, string> = {
  telephone: 'number',
  mobile: 'mobile',
  pabx: 'extension',
  ip_phone: 'IP phone',
};

/** What stands behind "ext." in a field of telephones is a number of its own, and shorter. */
const SHORTEST_NUMBER = 5;

function numberReason({ field, digits, how }: NonNullable<Scored['number']>): string {
  const name = numberNames[field] ?? 'number';
  switch (how) {
    case 'whole':
      return `${digits.length < SHORTEST_NUMBER && field !== 'ip_phone' ? 'extension' : name} ${digits}`;
    case 'same':
      return `${name} ${digits}`;
    case 'ends':
      return field === 'telephone' ? `ends ${digits}` : `${name} ends ${digits}`;
    case 'starts':
      return `${name} starts ${digits}`;
    case 'within':
      return `${name} holds ${digits}`;
  }
}

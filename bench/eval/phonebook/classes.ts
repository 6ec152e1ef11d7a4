import { pick, sampleOf } from '#lib/random.ts';
import { namesMeantBy } from '#server/phonebook/search/nicknames.ts';
import type { Directory, Person } from './directory.ts';

/** `sharers`: how many people have a number that ends so, for fragments of numbers. */
export type Question = { text: string; key: string; sharers?: number };
export type QueryClass = { name: string; questions: Question[] };

const QUERIES = 300;
const alphabet = 'abcdefghijklmnopqrstuvwxyz';

/** The classes of queries over the people given, at most 300 each, the same for the same seed. Names borne by several are left out. */
export function classesOf(directory: Directory, targets: readonly Person[], random: () => number): QueryClass[] {
  const bearers = bearersOf(directory.people);
  const people = targets.filter((person) => person.full_name !== '' && bearers.name(person) === 1);
  const named = people.filter((person) => firstOf(person) !== '' && lastOf(person) !== '');
  const from = (name: string, some: readonly Person[], text: (person: Person) => string | null): QueryClass => ({
    name,
    questions: sampleOf(some, some.length, random)
      .flatMap((person) => {
        const said = text(person);
        return said === null ? [] : [{ text: said, key: person.key }];
      })
      .slice(0, QUERIES),
  });
  const loneSurnames = named.filter((person) => bearers.surname(person) === 1 && letters(lastOf(person)).length > 1);
  const called = targets.filter((person) => ownNumber(person, bearers) !== null);
  const roles = targets.filter(
    (person) => person.designation !== '' && person.department !== '' && bearers.role(person) === 1,
  );
  const roleText = (person: Person) => (bearers.shortRole(person) === 1 ? '' : person.division);
  return [
    from('full name', people, (person) => person.full_name),
    from('swapped', named, (person) => `${lastOf(person)} ${firstOf(person)}`),
    from('one typo', people, (person) => typoIn(person.full_name, random)),
    from('typo in each part', named, (person) => eachTypo(person, random)),
    from('3 + 4 letters', named, (person) => `${firstOf(person).slice(0, 3)} ${lastOf(person).slice(0, 4)}`),
    from('initial + surname', named, (person) => `${firstOf(person).slice(0, 1)}. ${lastOf(person)}`),
    from('nickname', named, (person) => nicknamed(person, random)),
    from('lone misspelt surname', loneSurnames, (person) => typoIn(lastOf(person), random)),
    aliasClass(directory, targets, random),
    from('phone, other format', called, (person) => otherFormat(ownNumber(person, bearers) ?? '', random)),
    from('last 7 digits', called, (person) => lastSeven(person, bearers)),
    withSharers(
      from('last 4 digits', called, (person) => ownNumber(person, bearers)?.slice(-4) ?? null),
      directory.people,
    ),
    from('role + department', roles, (person) =>
      [person.designation, person.department, roleText(person)].filter(Boolean).join(' '),
    ),
    from('question', roles, (person) => questionOf(person, roleText(person), random)),
  ];
}

function withSharers({ name, questions }: QueryClass, people: readonly Person[]): QueryClass {
  const ends = people.map((person) => new Set(numbersOf(person).map((digits) => digits.slice(-4))));
  return {
    name,
    questions: questions.map((one) => ({ ...one, sharers: ends.filter((own) => own.has(one.text)).length })),
  };
}

/** The full names of people who will not be in the directory. */
export function absentPeople(directory: Directory, targets: readonly Person[], random: () => number): Person[] {
  const bearers = bearersOf(directory.people);
  return sampleOf(
    targets.filter((person) => person.full_name !== '' && bearers.name(person) === 1),
    Math.min(QUERIES, Math.floor(targets.length / 4)),
    random,
  );
}

type Bearers = Record<'name' | 'surname' | 'role' | 'shortRole', (person: Person) => number> & {
  number: (digits: string) => number;
  last7: (digits: string) => number;
};

function bearersOf(people: readonly Person[]): Bearers {
  const counted = (key: (person: Person) => string[]) => {
    const counts = new Map<string, number>();
    for (const person of people) for (const one of new Set(key(person))) counts.set(one, (counts.get(one) ?? 0) + 1);
    return counts;
  };
  const by = (key: (person: Person) => string) => {
    const counts = counted((person) => [key(person)]);
    return (person: Person) => counts.get(key(person)) ?? 0;
  };
  const numbers = counted((person) => numbersOf(person).map(national));
  const ends = counted((person) => numbersOf(person).map((digits) => digits.slice(-7)));
  return {
    name: by((person) => fold(person.full_name)),
    surname: by((person) => fold(lastOf(person))),
    role: by((person) => fold([person.designation, person.department, person.division].join('|'))),
    shortRole: by((person) => fold([person.designation, person.department].join('|'))),
    number: (digits) => numbers.get(national(digits)) ?? 0,
    last7: (digits) => ends.get(digits) ?? 0,
  };
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}|]+/gu, ' ')
    .trim();
}

function firstOf(person: Person): string {
  return person.first_name || (person.full_name.split(' ')[0] ?? '');
}

function lastOf(person: Person): string {
  return person.last_name || (person.full_name.split(' ').at(-1) ?? '');
}

function letters(text: string): string[] {
  return [...text].filter((letter) => /\p{L}/u.test(letter));
}

/** One letter inserted, left out, swapped with the next or replaced, anywhere in the text; the first letter too. */
function typoIn(text: string, random: () => number): string | null {
  const places = [...text].map((letter, place) => (/\p{L}/u.test(letter) ? place : -1)).filter((place) => place >= 0);
  if (places.length < 2) return null;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const made = slip([...text], pick(places, random()), random);
    if (made !== null && fold(made) !== fold(text)) return made;
  }
  return null;
}

function slip(text: string[], place: number, random: () => number): string | null {
  const kind = Math.floor(random() * 4);
  const letter = pick([...alphabet], random());
  if (kind === 0) return text.toSpliced(place, 0, letter).join('');
  if (kind === 1) return text.toSpliced(place, 1).join('');
  if (kind === 2) return text.toSpliced(place, 1, letter).join('');
  const next = text[place + 1];
  return next === undefined || !/\p{L}/u.test(next) ? null : text.toSpliced(place, 2, next, text[place] ?? '').join('');
}

function eachTypo(person: Person, random: () => number): string | null {
  const first = typoIn(firstOf(person), random);
  const last = typoIn(lastOf(person), random);
  return first === null || last === null ? null : `${first} ${last}`;
}

function nicknamed(person: Person, random: () => number): string | null {
  const shorts = [...namesMeantBy(fold(firstOf(person)))]
    .filter(([, kin]) => kin.how === 'formal')
    .map(([short]) => short);
  return shorts.length === 0 ? null : `${pick(shorts, random())} ${lastOf(person)}`;
}

function aliasClass({ aliases, people }: Directory, targets: readonly Person[], random: () => number): QueryClass {
  const names = new Map(people.map((person) => [person.key, fold(person.full_name)]));
  const bearers = new Map<string, Set<string>>();
  for (const { key, alias } of aliases) bearers.set(fold(alias), (bearers.get(fold(alias)) ?? new Set()).add(key));
  const wanted = new Set(targets.map(({ key }) => key));
  const clear = aliases.filter(
    ({ key, alias }) =>
      wanted.has(key) && bearers.get(fold(alias))?.size === 1 && fold(alias) !== names.get(key) && fold(alias) !== '',
  );
  return {
    name: 'published alias',
    questions: sampleOf(clear, QUERIES, random).map(({ key, alias }) => ({ key, text: alias })),
  };
}

function numbersOf(person: Person): string[] {
  return [person.telephone, person.mobile, person.ip_phone]
    .flatMap((field) => field.split(/[,;/]|\bx\b|ext/))
    .map((number) => number.replace(/\D/g, ''))
    .filter((digits) => digits.length >= 7);
}

/** A number with and without the digits of its country is one. */
function national(digits: string): string {
  return digits.slice(-10);
}

function ownNumber(person: Person, bearers: Bearers): string | null {
  return numbersOf(person).find((digits) => bearers.number(digits) === 1) ?? null;
}

function otherFormat(digits: string, random: () => number): string {
  const local = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  const [area, middle, end] = [local.slice(0, 3), local.slice(3, 6), local.slice(6)];
  return pick(
    [
      `+1 (${area}) ${middle}-${end}`,
      `${area}.${middle}.${end}`,
      `1-${area}-${middle}-${end}`,
      local,
      `(${area})${middle} ${end}`,
      `001 ${area} ${middle} ${end}`,
    ],
    random(),
  );
}

function lastSeven(person: Person, bearers: Bearers): string | null {
  const own = numbersOf(person).find((digits) => bearers.last7(digits.slice(-7)) === 1);
  return own === undefined ? null : own.slice(-7);
}

function questionOf(person: Person, division: string, random: () => number): string {
  const { designation, department } = person;
  const place = division === '' ? department : `${department}, ${division}`;
  return pick(
    [
      `who is the ${designation} of ${place}?`,
      `Who is ${designation} in ${place}`,
      `what is the phone number of the ${designation}, ${place}`,
      `I need to speak to the ${designation} at ${place} please`,
    ],
    random(),
  );
}

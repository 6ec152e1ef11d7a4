import { mainPool } from '#server/core/db/pool.ts';

const CHUNK = 20_000;
const scripts = [
  {
    upTo: 0.7,
    first: ['ka', 'mi', 'ro', 'sa', 'len', 'dor', 'vi', 'tha', 'ne', 'jo', 'ber', 'al', 'ma', 'fri', 'gus', 'ley'],
  },
  { upTo: 0.82, first: ['রা', 'মি', 'না', 'সু', 'হা', 'কা', 'লী', 'মা', 'দু', 'ফা', 'রি', 'জা', 'তা', 'বি', 'সা', 'নু'] },
  {
    upTo: 0.92,
    first: ['ва', 'ле', 'ни', 'ро', 'ма', 'та', 'со', 'ка', 'ми', 'ра', 'ол', 'га', 'пе', 'ти', 'дор', 'ев'],
  },
  {
    upTo: 1,
    first: ['ال', 'مح', 'مد', 'حس', 'ين', 'فا', 'طم', 'كر', 'يم', 'نو', 'را', 'سع', 'يد', 'خا', 'لد', 'عم'],
  },
];
const designations = [
  'Officer',
  'Senior Officer',
  'Manager',
  'Head of Cards',
  'Dealer',
  'Accountant',
  'Legal Counsel',
  'Network Engineer',
];

export type Person = { id: number; employee_id: string; full_name: string; email: string; mobile: string };

/** Person `n`, always the same: names of syllables in four scripts, so that there are hundreds of thousands of different ones. */
export function person(n: number): Person {
  const pick = hashed(n * 7 + 1) / 2 ** 32;
  const script = scripts.find((one) => pick < one.upTo) ?? scripts[0];
  const syllables = script?.first ?? [];
  const word = (seed: number, length: number): string => {
    let text = '';
    for (let i = 0, rest = hashed(seed); i < length; i += 1, rest >>>= 4) text += syllables[rest & 15] ?? '';
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  const full_name = `${word(hashed(n) % 6_000, 3)} ${word(100_000 + (hashed(n + 13) % 250_000), 5)}`;
  return {
    id: n,
    employee_id: `E${n}`,
    full_name,
    email: `e${n}@example.org`,
    mobile: `017${String(hashed(n + 3) % 1e8).padStart(8, '0')}`,
  };
}

/** Puts `count` people into the empty phonebook through its triggers and lets the planner know. */
export async function seedPeople(count: number): Promise<void> {
  for (let from = 1; from <= count; from += CHUNK) {
    const people = Array.from({ length: Math.min(CHUNK, count - from + 1) }, (_, i) => person(from + i));
    const client = await mainPool().connect();
    await client.query('set statement_timeout = 0');
    await client.query(
      `insert into employees (id, employee_id, full_name, email, mobile, designation, department, division)
       select id, employee_id, full_name, email, mobile, ($2::text[])[1 + id % 8], 'Department ' || id % 120, 'Division ' || id % 12
       from jsonb_to_recordset($1) as p (id int, employee_id text, full_name text, email text, mobile text)`,
      [JSON.stringify(people), designations],
    );
    client.release(true);
  }
  const client = await mainPool().connect();
  await client.query('set statement_timeout = 0');
  await client.query('vacuum analyze');
  client.release(true);
}

/** A number of 32 bits that looks random and is always the same (Wang's hash). */
function hashed(value: number): number {
  let x = value | 0;
  x = x ^ 61 ^ (x >>> 16);
  x = (x + (x << 3)) | 0;
  x ^= x >>> 4;
  x = Math.imul(x, 0x27d4eb2d);
  return (x ^ (x >>> 15)) >>> 0;
}

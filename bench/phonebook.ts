import { parseArgs } from 'node:util';
import { z } from 'zod';
import { syntheticContact } from '#lib/phonebook/synthetic.ts';
import { type Actor, systemActor } from '#server/core/auth/actor.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { findByDesignation, getByEmail, getByEmployeeId, getByMobile } from '#server/phonebook/lookups.ts';
import { findHits } from '#server/phonebook/queries.ts';
import { searchSettings } from '#server/phonebook/search/search.ts';
import { seedContacts } from '#server/phonebook/seed.ts';
import { type BenchResult, type Row, round, sample } from './lib/measure.ts';
import { databaseUrl, startProduct, stopProduct } from './lib/product.ts';
import { withServer } from './lib/server.ts';

const LOOKUPS = 2_000;
const SEARCHES = 400;
const OVER_HTTP = 200;
const WRITES = 300;

/**
 * The phonebook's reads at `--contacts` people (11000,100000,1000000), inside the server and over HTTP, what the search
 * keeps on disk and what a write costs.
 */
export async function run(parameters: string[]): Promise<BenchResult> {
  const options = {
    contacts: { type: 'string', default: '11000,100000,1000000' },
    'no-http': { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args: parameters, options });
  const rows: Row[] = [];
  const notes = [
    'Milliseconds, one caller, warm. Names are of syllables in five scripts, so this measures speed and says nothing about quality.',
  ];
  for (const contacts of values.contacts.split(',').map(Number)) {
    await withServer(async () => {
      const actor = systemActor('bench');
      const began = performance.now();
      await seedContacts(actor, contacts, () => undefined);
      notes.push(
        `${contacts} contacts put in through the triggers in ${round((performance.now() - began) / 1000)} s. ${await sizes()}`,
      );
      rows.push(...(await inServer(actor, contacts)), ...(await writes(contacts)));
      if (!values['no-http']) rows.push(...(await overHttp(actor, contacts)));
      if (notes.length < 4) notes.push(`Settings, those of npm run eval as well: ${await settings()}`);
    });
  }
  return { rows, notes };
}

const hostile = [
  'x'.repeat(500),
  Array.from({ length: 60 }, (_, n) => `word${String.fromCharCode(97 + (n % 26))}${n}`).join(' '),
  "' | a:* & !(b <-> c) \\ %_%",
  '😀 👩‍👩‍👧‍👦 \u0000 \ud800',
  '\u202eabc עברית العربية',
  'e\u0301'.repeat(200),
  '9'.repeat(400),
  'Will An So',
  'the of who is',
];

type Kind = [name: string, query: (index: number) => string];

function kindsAt(contacts: number): Kind[] {
  const some = (index: number) => syntheticContact(1 + ((index * 7919) % contacts));
  const person = (index: number) => {
    const found = some(index);
    return found.kind === 'person' ? found : some(index + 1);
  };
  const names = (index: number) => person(index).full_name.split(' ');
  const first = (index: number) => names(index)[0] ?? '';
  const last = (index: number) => names(index).at(-1) ?? '';
  const slip = (word: string) => word.slice(0, 2) + (word[3] ?? '') + (word[2] ?? '') + word.slice(4);
  return [
    ['whole name', (i) => person(i).full_name],
    ['swapped', (i) => `${last(i)} ${first(i)}`],
    ['one typo', (i) => `${first(i)} ${slip(last(i))}`],
    ['typo in each part', (i) => `${slip(first(i))} ${slip(last(i))}`],
    ['3 + 4 letters', (i) => `${first(i).slice(0, 3)} ${last(i).slice(0, 4)}`],
    ['initial + surname', (i) => `${first(i).slice(0, 1)}. ${last(i)}`],
    ['nickname', (i) => `${['bill', 'bob', 'liz', 'jim', 'kate'][i % 5]} ${last(i)}`],
    ['lone misspelt surname', (i) => slip(last(i))],
    ['one letter', (i) => first(i).slice(0, 1)],
    ['two letters', (i) => first(i).slice(0, 2)],
    ['last 7 digits', (i) => person(i).mobile.replaceAll(' ', '').slice(-7)],
    ['last 4 digits', (i) => person(i).mobile.slice(-4)],
    ['digits within', (i) => person(i).mobile.replaceAll(' ', '').slice(4, 9)],
    ['name + digits', (i) => `${first(i)} ${person(i).mobile.slice(-4)}`],
    ['role + department', (i) => `${person(i).designation} ${person(i).department}`],
    ['question', (i) => `who is the ${person(i).designation} of ${person(i).department}, ${person(i).division}?`],
    ['name + role', (i) => `${first(i)} ${person(i).designation.split(' ').at(-1)}`],
    ['hostile', (i) => hostile[i % hostile.length] ?? ''],
    ['nobody', (i) => `qzwv${String.fromCharCode(97 + (i % 26))}x ${slip(last(i))}qq`],
  ];
}

async function inServer(actor: Actor, contacts: number): Promise<Row[]> {
  const some = (index: number) => syntheticContact(1 + ((index * 7919) % contacts));
  const rows: Row[] = [];
  const lookups: [string, (index: number) => Promise<unknown>][] = [
    ['lookup: id', (i) => getByEmployeeId(actor, some(i).employee_id)],
    ['lookup: e-mail', (i) => getByEmail(actor, some(i).email)],
    ['lookup: mobile', (i) => getByMobile(actor, some(i).mobile)],
    ['lookup: designation', (i) => findByDesignation(actor, some(i).designation || 'Officer', 20)],
  ];
  for (const [kind, work] of lookups) rows.push({ contacts, where: 'server', kind, ...(await sample(LOOKUPS, work)) });
  for (const [kind, query] of kindsAt(contacts))
    rows.push({ contacts, where: 'server', kind, ...(await sample(SEARCHES, (i) => findHits(actor, query(i), 10))) });
  const every = kindsAt(contacts);
  const mixed = await sample(SEARCHES * 2, (i) => findHits(actor, every[i % every.length]?.[1](i) ?? '', 10));
  rows.push({ contacts, where: 'server', kind: 'all kinds in turn', ...mixed });
  return rows;
}

async function writes(contacts: number): Promise<Row[]> {
  const made: number[] = [];
  const insert = await sample(WRITES, async (i) => {
    const rows = await prisma().$queryRaw`insert into employees (full_name, designation, department, mobile, source)
      values (${`Bench Writer${i} Rahman`}, 'Officer', 'Cards Operations', ${`+1 999 ${i}`}, 'bench') returning id`;
    made.push(z.tuple([z.object({ id: z.int() })]).parse(rows)[0].id);
  });
  const update = await sample(
    WRITES,
    (i) =>
      prisma().$executeRaw`update employees set full_name = ${`Bench Changed${i} Karim`} where id = ${made[i] ?? 0}`,
  );
  await prisma().$executeRaw`delete from employees where id = any(${made}::int[])`;
  return [
    { contacts, where: 'server', kind: 'write: new entry', ...insert },
    { contacts, where: 'server', kind: 'write: changed name', ...update },
  ];
}

async function overHttp(actor: Actor, contacts: number): Promise<Row[]> {
  const made = await createApiKey(actor, { name: 'bench', scopes: ['phonebook:read'], expiresAt: null });
  if (!made.ok) throw new Error('The key could not be made.');
  const product = await startProduct({ DATABASE_URL: databaseUrl(), SWITCHBOARD_CONNECTION: '' });
  try {
    const rows: Row[] = [];
    const ask = async (path: string) => {
      const answer = await fetch(`${product.url}/api/phonebook/${path}`, {
        headers: { authorization: `Bearer ${made.value.key}` },
      });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`);
      await answer.text();
    };
    const id = (i: number) => encodeURIComponent(syntheticContact(1 + ((i * 7919) % contacts)).employee_id);
    rows.push({
      contacts,
      where: 'HTTP',
      kind: 'lookup: id',
      ...(await sample(OVER_HTTP, (i) => ask(`employee/${id(i)}`))),
    });
    for (const [kind, query] of kindsAt(contacts))
      rows.push({
        contacts,
        where: 'HTTP',
        kind,
        ...(await sample(OVER_HTTP, (i) => ask(`search?q=${encodeURIComponent(query(i))}`))),
      });
    return rows;
  } finally {
    await stopProduct(product.child);
  }
}

const sizeRow = z.object({ name: z.string(), megabytes: z.number() });

async function sizes(): Promise<string> {
  const { rows } = await mainPool().query(
    `select format('%s.%s', nspname, relname) as name, round(pg_total_relation_size(c.oid) / 1048576.0)::int as megabytes
     from pg_class c join pg_namespace n on n.oid = relnamespace
     where relkind = 'r' and (nspname = 'search' or relname = 'employees') and pg_total_relation_size(c.oid) > 1048576 order by 1`,
  );
  const words = await mainPool().query('select count(distinct lexeme)::int as words from search.vocabulary');
  const listed = z
    .array(sizeRow)
    .parse(rows)
    .map(({ name, megabytes }) => `${name} ${megabytes}`);
  return `MB with indexes: ${listed.join(', ')}; ${z.tuple([z.object({ words: z.int() })]).parse(words.rows)[0].words} words.`;
}

async function settings(): Promise<string> {
  const { rows } = await mainPool().query(
    "select string_agg(name || ' ' || current_setting(name), ', ' order by name) as said from pg_settings where name in ('server_version', 'shared_buffers', 'work_mem', 'effective_cache_size', 'random_page_cost')",
  );
  const server = z.tuple([z.object({ said: z.string() })]).parse(rows)[0].said;
  return `${Object.entries(searchSettings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}; ${server}.`;
}

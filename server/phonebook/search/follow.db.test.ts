import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { findHits } from '#server/phonebook/queries.ts';
import { mendPhonebook } from '#server/phonebook/verify/mutations.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
const operator = userActor('operator');
const differences = () => prisma().$queryRaw`select * from search.differences()`;

async function first(q: string): Promise<string | undefined> {
  return (await findHits(operator, q, 3)).hits[0]?.full_name;
}

/** One session of plain SQL, as psql would be. */
async function plainSql<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(database.connection());
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('names of other scripts', () => {
  test.each([
    ['আব্দুল করিম চৌধুরী', 'আব্দুল করিম', 'Abdul Karim Chowdhury'],
    ['Сергей Щербаков', 'Сергей Щербаков', 'Sergei Sherbakov'],
    ['فاطمة الزهراء', 'فاطمه', 'Fatima'],
    ['José Ángel Muñoz', 'José Ángel Muñoz', 'jose angel munoz'],
    ['Zoe\u0308 Bro\u0308nte', 'Zoë Brönte', 'zoe bronte'],
    ['Γεώργιος Παπαδόπουλος', 'Παπαδόπουλος', 'Georgios Papadopoulos'],
  ])('%s is found by itself and by its transliteration', async (name, itself, transliterated) => {
    await prisma().$executeRaw`insert into employees (full_name) values (${name})`;
    expect(await first(itself)).toBe(name);
    expect(await first(transliterated)).toBe(name);
  });
});

test('a row of plain SQL is found by the next search, also one letter off and by its sound', async () => {
  await plainSql((client) =>
    client.query(
      "insert into employees (full_name, designation) values ('Zahangir Mollah', 'Head of Cards Operations')",
    ),
  );
  expect(await first('Mister Jahangir, something with cards')).toBe('Zahangir Mollah');
  expect(await first('zahangri')).toBe('Zahangir Mollah');
  expect(await first('who is head of cards operations')).toBe('Zahangir Mollah');
});

test('two sessions that bring the same new word do not wait for each other', async () => {
  await plainSql(async (one) => {
    await one.query('begin');
    await one.query("insert into employees (full_name) values ('Quibbledick Primus')");
    await plainSql((other) =>
      other.query("set statement_timeout = '3s'; insert into employees (full_name) values ('Quibbledick Secundus')"),
    );
    await one.query('commit');
  });
  expect((await findHits(operator, 'quibbeldick', 5)).total).toBe(2);
  expect(await differences()).toEqual([]);
});

test('after a thousand random edits by plain SQL the index is as the entries are', { timeout: 60_000 }, async () => {
  await plainSql(async (client) => {
    await client.query(
      "insert into employees (full_name, department, telephone) select 'Person ' || n, 'Unit ' || n % 7, '555 ' || n from generate_series(1, 300) n",
    );
    let state = 7;
    const random = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    const word = () => Array.from({ length: 3 + random(6) }, () => 'aeioubcdklmnrstজমরé'[random(19)]).join('');
    const edits: ((id: number) => [string, unknown[]])[] = [
      (id) => ['update employees set full_name = $2 where id = $1', [id, `${word()} ${word()}`]],
      (id) => ['update employees set first_name = $2, last_name = $3 where id = $1', [id, word(), word()]],
      (id) => ['update employees set designation = $2, division = $3 where id = $1', [id, word(), word()]],
      (id) => ['update employees set mobile = $2, pabx = null where id = $1', [id, `${random(1e9)}, ${random(9999)}`]],
      (id) => ['update employees set deleted_at = case when deleted_at is null then now() end where id = $1', [id]],
      (id) => ['delete from employees where id = $1', [id]],
      (id) => [
        'insert into employees (full_name, kind, department) values ($2, $3, $1::text)',
        [id, word(), random(3) === 0 ? 'room' : 'person'],
      ],
      (id) => ['update employees set department = $2 where id between $1 and $1 + 20', [id, `${word()} & ${word()}`]],
    ];
    for (let i = 0; i < 1000; i += 1) {
      const edit = edits[random(edits.length)];
      if (edit !== undefined) await client.query(...edit(1 + random(400)));
    }
  });
  expect(await differences()).toEqual([]);
});

test('what somebody takes out of the search tables is found missing and mended, and unused words go', async () => {
  await plainSql(async (client) => {
    await client.query("insert into employees (full_name) values ('Vanishing Wordsworth')");
    await client.query("delete from search.vocabulary where lexeme = 'wordsworth'");
    await client.query("insert into search.vocabulary select 'nobodybearsthis', '', '{}', '{}'");
  });
  expect(await differences()).toMatchObject([{ reason: 'the vocabulary lacks wordsworth' }]);
  const { indexed, wordsSwept } = await mendPhonebook(systemActor('test'));
  expect(indexed).toBe(1);
  expect(wordsSwept).toBeGreaterThan(0);
  expect(await differences()).toEqual([]);
  expect(await first('wordswroth')).toBe('Vanishing Wordsworth');
});

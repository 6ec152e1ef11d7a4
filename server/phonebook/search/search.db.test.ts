import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { firstParams } from '#lib/phonebook/params.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { findContacts, findHits } from '#server/phonebook/queries.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const operator = userActor('operator');
const admin = userActor('admin');

beforeAll(async () => {
  await prisma().$executeRaw`
    insert into employees (employee_id, full_name, designation, department, division, email, telephone, pabx, mobile, kind) values
      ('05254', 'Rob Martwick', 'Representative', 'Illinois House', 'District 19', 'info@senatormartwick.com', '217-782-1035', '417', '+1 773 286 1115', 'person'),
      ('05255', 'Rob Martin', 'Senator', 'Utah Senate', null, 'rob.martin@example.org', '801-538-1035; 801-538-2000 ext 99', null, null, 'person'),
      (null, 'Martin Rob Hart', 'Senator', 'Utah Senate', null, null, null, null, null, 'person'),
      (null, 'Siobhán O’Brien-Smith', 'Manager', 'Cards Operations', null, null, null, null, null, 'person'),
      (null, 'A.K.M.Fazlul Haque', 'Officer', 'Cards Operations', null, null, null, null, null, 'person'),
      (null, 'আব্দুল করিম', 'Officer', 'ঢাকা', null, null, '০১৭১২-৩৪৫৬৭৮', null, null, 'person'),
      (null, 'Will Banks', null, null, null, null, null, null, null, 'person'),
      (null, 'Board room', null, 'Illinois House', null, null, null, '4170', null, 'room')`;
});

async function names(q: string, more: Partial<typeof firstParams> = {}) {
  return (await findContacts(admin, { ...firstParams, q, ...more })).rows.map((row) => row.full_name);
}

describe('what is found', () => {
  test.each([
    ['a whole name', 'rob martin', 'Rob Martin'],
    ['any order', 'martwick rob', 'Rob Martwick'],
    ['an unfinished last word', 'rob martw', 'Rob Martwick'],
    ['an initial', 'r martwick', 'Rob Martwick'],
    ['accents and apostrophes left out', 'siobhan obrien', 'Siobhán O’Brien-Smith'],
    ['half of a double name', 'smith', 'Siobhán O’Brien-Smith'],
    ['dotted initials', 'fazlul a k m', 'A.K.M.Fazlul Haque'],
    ['another script', 'করিম', 'আব্দুল করিম'],
    ['a stop word that is a name', 'will', 'Will Banks'],
    ['an id', '05254', 'Rob Martwick'],
    ['an e-mail, whatever the case', 'ROB.MARTIN@example.org', 'Rob Martin'],
    ['the start of an e-mail', 'rob.mar', 'Rob Martin'],
    ['a number in another form', '(217) 782 1035', 'Rob Martwick'],
    ['a number with its country', '+1 217 782 1035', 'Rob Martwick'],
    ['the last four digits', '1115', 'Rob Martwick'],
    ['the second number of a field', '801 538 2000', 'Rob Martin'],
    ['a short extension', '417', 'Rob Martwick'],
    ['digits of another script', '01712345678', 'আব্দুল করিম'],
    ['name and role', 'obrien cards', 'Siobhán O’Brien-Smith'],
    ['a name and the end of a number', 'martwick 1035', 'Rob Martwick'],
  ])('%s', async (_what, q, expected) => {
    expect((await names(q))[0]).toBe(expected);
  });

  test('a role finds its holders', async () => {
    expect(await names('utah senator')).toEqual(['Martin Rob Hart', 'Rob Martin']);
  });

  test('an exact name stands above names that hold its words', async () => {
    expect(await names('rob martin')).toEqual(['Rob Martin', 'Martin Rob Hart']);
  });

  test('each hit says why', async () => {
    const { hits } = await findHits(operator, 'martwick 1035', 10);
    expect(hits[0]?.why).toEqual([
      { field: 'full_name', reason: 'name martwick', word: 'martwick' },
      { field: 'telephone', reason: 'ends 1035', word: '1035' },
    ]);
  });

  test('nobody close is nobody', async () => {
    expect(await names('qzwv')).toEqual([]);
  });
});

test('filters hold while searching', async () => {
  expect(await names('rob', { department: 'Utah Senate' })).toEqual(['Rob Martin', 'Martin Rob Hart']);
  expect(await names('illinois', { kind: 'room' })).toEqual(['Board room']);
});

test('a row that plain SQL writes, changes or deletes is found so at once', async () => {
  await prisma().$executeRaw`insert into employees (full_name, pabx) values ('Zebedee Quill', '7777')`;
  expect(await names('quill')).toEqual(['Zebedee Quill']);
  await prisma().$executeRaw`update employees set full_name = 'Zebedee Quince', pabx = '8888' where pabx = '7777'`;
  expect(await names('quill')).toEqual([]);
  expect(await names('7777')).toEqual([]);
  expect(await names('8888')).toEqual(['Zebedee Quince']);
  await prisma().$executeRaw`update employees set deleted_at = now() where pabx = '8888'`;
  expect(await names('quince')).toEqual([]);
  expect(await names('quince', { deleted: true })).toEqual(['Zebedee Quince']);
  await prisma().$executeRaw`delete from employees where pabx = '8888'`;
  expect(await prisma().$queryRaw`select * from search.differences()`).toEqual([]);
});

test('an entry of the longest and strangest texts is taken and agrees with its index', async () => {
  const monster = `${'x'.repeat(3000)} ﷺ ${'ﷺ'.repeat(500)} '\\:*&|!()<-> "\u200b\u2003`;
  await prisma().$executeRaw`
    insert into employees (full_name, designation, department, employee_id, email, telephone)
    values (${monster}, ${monster}, ${monster}, ${monster}, ${monster}, ${'1'.repeat(5000)})`;
  expect(await prisma().$queryRaw`select * from search.differences()`).toEqual([]);
  await prisma().$executeRaw`delete from employees where full_name = ${monster}`;
});

describe('no text is an error', () => {
  test.each([
    '\0',
    "'",
    "a'b:*",
    '& | ! ( ) <->',
    ':*',
    '\\',
    '%_%',
    '😀 😀',
    '\ud800',
    'a\u2003b',
    '؟',
    '(',
    'x'.repeat(500),
  ])('%j', async (q) => {
    await expect(names(q)).resolves.toBeInstanceOf(Array);
  });

  test('any text', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 500 }), fc.string({ unit: 'grapheme-composite' }));
    await fc.assert(
      fc.asyncProperty(text, async (q) => {
        await findHits(operator, q, 10);
      }),
      { numRuns: 150 },
    );
  });
});

test('deleted entries are for who may edit', async () => {
  await expect(findContacts(operator, { ...firstParams, deleted: true })).rejects.toThrow('Only admins');
});

test('a key needs the scope', async () => {
  await expect(findHits(keyActor('conversations:write'), 'rob', 1)).rejects.toThrow('no scope');
  await expect(findHits(keyActor('phonebook:read'), 'rob', 1)).resolves.toMatchObject({ total: 3 });
});

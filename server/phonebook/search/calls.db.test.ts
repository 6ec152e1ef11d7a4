import { beforeAll, describe, expect, test } from 'vitest';
import { firstParams } from '#lib/phonebook/params.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { findContacts, findHits } from '#server/phonebook/queries.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const operator = userActor('operator');

beforeAll(async () => {
  await prisma().$executeRaw`
    insert into employees (employee_id, full_name, first_name, last_name, designation, department, division, email, telephone, pabx) values
      ('00301', 'Petra Holm', 'Petra', 'Holm', 'Officer', 'Treasury', 'District 12', 'petra.holm@bank.example.org', '402-471-2673', null),
      ('00302', 'Wanda Quist', 'Wanda', 'Quist', 'Deputy Governor', 'Central Bank Lisbon', 'District 26', 'wanda.quist@bank.example.org', '402-471-2718', '301'),
      ('00303', 'Marco Dalva', 'Marco', 'Dalva', 'Governor', 'Central Bank Porto', null, 'office@porto.example.org', '402-555-0199', null),
      ('00304', 'Lena Sorvino', 'Lena', 'Sorvino', 'Lieutenant Governor', 'Central Bank Porto', null, 'office@lisbon.example.org', null, null),
      ('00305', 'Walter S Morley', 'Walter', 'Morley', 'Governor', 'Bank of Trieste', null, null, null, null),
      ('00306', 'Walter Smithson', 'Walter', 'Smithson', 'Officer', 'Treasury', null, null, null, null),
      ('00307', 'R. Smithson', 'R.', 'Smithson', 'Officer', 'Audit', null, null, null, null),
      ('00308', 'Noah Duke', 'Noah', 'Duke', 'Officer', 'Senate House', 'MS-2', null, null, null),
      ('00309', 'Gregory F. Varga, MD', 'Gregory', 'Varga', 'Officer', 'Clinic', null, null, null, null),
      ('00310', 'Md Karim Uddin', 'Md Karim', 'Uddin', 'Officer', 'Branches', null, null, null, null),
      ('00311', 'Roberta Lunde', 'Roberta', 'Lunde', 'Officer', 'Archive', null, null, null, null),
      ('00312', 'Robert Zell', 'Robert', 'Zell', 'Officer', 'Archive', null, null, null, null),
      ('00313', 'Cary Pigman', 'Cary', 'Pigman', 'Officer', 'Archive', null, null, null, null),
      ('00314', 'Tomas Bell, Jr.', 'Tomas', 'Bell', 'Officer', 'Archive', null, null, null, null)`;
});

const ask = (text: string) => findHits(operator, text, 10);
const names = async (text: string) => {
  const { hits, closeness } = await ask(text);
  return closeness === 'close' ? hits.map(({ full_name }) => full_name) : [];
};

describe('an initial stands for a name only where the surname is said too', () => {
  test('a middle initial is no surname', async () => {
    expect(await names('walter smith')).toEqual(['Walter Smithson']);
  });
  test('an initial is no role', async () => {
    const { hits } = await ask('sergeant of trieste');
    expect(hits.flatMap(({ why }) => why.map(({ reason }) => reason))).not.toContain('initial of sergeant');
  });
  test('the many of an initial do not crowd out the one a slip away', async () => {
    await prisma().$executeRaw`
      insert into employees (full_name, source) select 'Xenia J Crowd' || n, 'crowd' from generate_series(1, 400) as n`;
    await prisma().$executeRaw`insert into employees (full_name, source) values ('Greta Jamison', 'crowd')`;
    expect((await names('jmaison'))[0]).toBe('Greta Jamison');
    expect((await names('grta jmaison'))[0]).toBe('Greta Jamison');
    await prisma().$executeRaw`delete from employees where source = 'crowd'`;
  });
  test('a first name is that of an initial', async () => {
    expect(await names('rupert smithson')).toContain('R. Smithson');
  });
});

describe('numbers', () => {
  test('a lone extension finds its bearer, before an id that ends so', async () => {
    expect(await names('301')).toEqual(['Wanda Quist', 'Petra Holm']);
  });
  test('a lone short number may be part of a role', async () => {
    expect(await names('26')).toEqual(['Wanda Quist']);
  });
  test.each(['wanda 402 471 2718', 'wanda +1 402 471 2718', 'wanda (402) 471-2718', 'district 26 402 471 2718'])(
    'one in groups beside words: %s',
    async (text) => {
      expect((await names(text))[0]).toBe('Wanda Quist');
    },
  );
  test('what stands before a number may be that of a role', async () => {
    expect((await names('district 12 402 471 2673'))[0]).toBe('Petra Holm');
  });
});

describe('e-mails', () => {
  test.each([
    ['the part before the @', 'petra.holm@'],
    ['a slip before it', 'petra.hlom@bank.example.org'],
    ['a slip behind it', 'petra.holm@bnak.example.org'],
    ['without its end', 'petra.holm@bank.exam'],
    ['an ending that is wrong', 'petra.holm@gmail.com'],
    ['read out', 'petra dot holm at bank dot example dot org'],
    ['in brackets', '<petra.holm@bank.example.org>'],
  ])('%s', async (_what, text) => {
    expect(await names(text)).toEqual(['Petra Holm']);
  });
  test('an address that many share but for the domain', async () => {
    expect((await names('office@'))?.toSorted()).toEqual(['Lena Sorvino', 'Marco Dalva']);
    expect((await names('office@lisbonn.example.org'))[0]).toBe('Lena Sorvino');
  });
  test('a whole first part is believed, and its reason names it', async () => {
    const [best] = (await ask('petra.holm@bank.exam')).hits;
    expect(best?.confidence).toBeGreaterThan(0.5);
    expect(best?.why).toContainEqual({ field: 'email', reason: 'e-mail starts so' });
  });
});

describe('ids', () => {
  test.each(['employee id 00308', 'staff no. 00308', '#00308', 'id: 00308', 'emp 00308'])('%s', async (text) => {
    expect((await names(text))[0]).toBe('Noah Duke');
  });
});

describe('a word too many', () => {
  test.each(['holm holm', 'petra holm holm', 'robert "bob" zell', 'bob robert zell', 'zell bob bobby'])(
    '%s',
    async (text) => {
      const { hits } = await ask(text);
      expect(['Petra Holm', 'Robert Zell']).toContain(hits[0]?.full_name);
      expect(hits[0]?.score).toBeGreaterThan(0.8);
    },
  );
});

describe('questions', () => {
  test.each([
    'can you put me through to Petra Holm in Treasury',
    'what’s the extension of petra holm?',
    "Petra Holm's office please",
    'hello, is petra holm working today',
    'the number of petra holm ending 2673',
  ])('%s', async (text) => {
    const { hits } = await ask(text);
    expect(hits[0]?.full_name).toBe('Petra Holm');
    expect(hits[0]?.score).toBeGreaterThan(0.85);
  });
});

describe('titles', () => {
  test('one before a role is a word of the role', async () => {
    expect((await names('lt governor porto'))[0]).toBe('Lena Sorvino');
    expect((await names('lt gov porto'))[0]).toBe('Lena Sorvino');
  });
  test('one is no slip of another', async () => {
    const { hits } = await ask('mr bellow');
    expect(hits.flatMap(({ why }) => why.map(({ word }) => word))).not.toContain('jr');
  });
});

describe('roles', () => {
  test('who holds another role is only near', async () => {
    expect(await names('deputy governor trieste')).toEqual([]);
    expect((await ask('deputy governor trieste')).hits.length).toBeGreaterThan(0);
    expect((await names('governor trieste'))[0]).toBe('Walter S Morley');
  });
  test('a word of a role is not cut into two names', async () => {
    await prisma().$executeRaw`insert into employees (full_name, source) values ('Te Sena', 'cut')`;
    expect(await names('senate')).toEqual(['Noah Duke']);
    await prisma().$executeRaw`delete from employees where source = 'cut'`;
  });
});

describe('likeness', () => {
  test('a lone name that is all of an entry is no proof', async () => {
    await prisma()
      .$executeRaw`insert into employees (full_name, source) values ('Holm', 'lone'), ('Zelda Holm', 'lone')`;
    const { hits } = await ask('holm');
    expect(hits).toHaveLength(3);
    expect(hits[0]?.confidence).toBeLessThan(0.5);
    await prisma().$executeRaw`delete from employees where source = 'lone'`;
  });
  test('a name said in two parts may be misspelt', async () => {
    await prisma().$executeRaw`insert into employees (full_name, source) values ('Oda McConnell', 'apart')`;
    expect((await names('mc connel'))[0]).toBe('Oda McConnell');
    await prisma().$executeRaw`delete from employees where source = 'apart'`;
  });
  test('two slips in a long name are closer than in a short one', async () => {
    await prisma().$executeRaw`insert into employees (full_name, source) values ('Ada Raffensperger', 'long')`;
    expect((await ask('raffensburger')).hits[0]?.score).toBeGreaterThan(0.7);
    await prisma().$executeRaw`insert into employees (full_name, source) values ('Eda Raffensburger', 'long')`;
    expect(await names('raffensburger')).toEqual(['Eda Raffensburger']);
    await prisma().$executeRaw`delete from employees where source = 'long'`;
  });
  test('letters without a vowel are no sound of a name', async () => {
    expect(await names('nh house')).not.toContain('Noah Duke');
    expect(await names('dc officer')).not.toContain('Noah Duke');
  });
  test('a degree behind a name is no Muhammad', async () => {
    expect(await names('محمد')).toEqual(['Md Karim Uddin']);
  });
  test('a name of another script is first the one as long', async () => {
    expect((await names('রবার্ট'))[0]).toBe('Robert Zell');
  });
  test('a word that is no given name has no short form', async () => {
    const { hits } = await ask('something with cards');
    expect(hits.map(({ full_name }) => full_name)).not.toContain('Cary Pigman');
  });
  test('two words of a role make initials only where titles are made so', async () => {
    const { hits } = await ask('mayor of senate');
    expect(hits.flatMap(({ why }) => why.map(({ reason }) => reason))).not.toContain('initials of ms');
  });
});

describe('copied text', () => {
  test.each(['\u202apetra\u200e holm\u202c', '\u202d402-471-2673\u202c', '\u2068petra.holm@bank.example.org\u2069'])(
    '%j',
    async (text) => {
      expect(await names(text)).toEqual(['Petra Holm']);
      expect((await ask(text)).hits[0]?.confidence).toBeGreaterThan(0.9);
    },
  );
});

describe('how it was read', () => {
  const read = async (q: string) => (await findContacts(operator, { ...firstParams, q })).readAs;
  test('a word said twice is told once', async () => {
    expect(await read('petra petra')).toHaveLength(1);
  });
  test('an address is an address', async () => {
    expect(await read('petra.holm@ba')).toEqual([{ word: 'petra.holm@ba', as: 'an e-mail address' }]);
  });
});

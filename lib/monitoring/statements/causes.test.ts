import { describe, expect, test } from 'vitest';
import { FAILURES, FULL_POOLS } from '#lib/monitoring/cause.ts';
import { againOfStatements, causesOfStatements } from './causes.ts';
import { noFigures } from './figures.ts';
import type { SampledStatement, StatementsSample } from './sample.ts';

const ID = 'a'.repeat(16);

function statement(calls: number, ms: number, facts: Partial<SampledStatement> = {}): SampledStatement {
  return {
    id: ID,
    text: 'select * from orders where customer = $1',
    figures: { ...noFigures, calls, ms },
    usualMs: 2,
    usualFrom: 'days',
    usualTemp: 0,
    scan: null,
    runners: [],
    ...facts,
  };
}

function sample(top: SampledStatement[], otherMs = 500): StatementsSample {
  const ms = top.reduce((sum, { figures }) => sum + figures.ms, otherMs);
  return {
    seconds: 10,
    seam: null,
    lines: 100,
    evictions: 0,
    workMem: '4MB',
    slowdown: 1,
    total: { ...noFigures, calls: 1_000, ms },
    watching: noFigures,
    top,
    others: { ...noFigures, ms: otherMs },
  };
}

const at = (second: number) => new Date(Date.parse('2026-11-27T14:00:00Z') + second * 1_000).toISOString();
const earlier = (...samples: StatementsSample[]) => samples.map((value, place) => ({ at: at(place * 10), value }));
const quick = sample([statement(100, 200)]);

describe('a slow statement', () => {
  test('is told from its second sample on, since the first', () => {
    const slow = sample([statement(100, 800)]);
    expect(causesOfStatements(slow, earlier(quick, quick))).toEqual([]);
    const [cause] = causesOfStatements(slow, earlier(quick, slow, slow));
    expect(cause).toMatchObject({
      key: `statement:${ID}`,
      severity: 'warn',
      since: at(10),
      href: `/monitoring/queries/${ID}`,
      explains: [],
      sentence: 'The statement “select orders” is 4.0 times slower than usual: 8.0 ms a call instead of 2.0 ms.',
    });
  });

  test('is looked at again soon while one sample alone says so', () => {
    const slow = sample([statement(100, 800)]);
    expect(againOfStatements(quick, earlier(quick))).toBeNull();
    expect(againOfStatements(slow, earlier(quick))).toBeLessThan(10);
    expect(againOfStatements(slow, earlier(quick, slow))).toBeNull();
    expect(againOfStatements(sample([statement(300, 80_000)]), earlier(quick))).toBeNull();
  });

  test('is told at once where it is plain, and explains a full pool where it can fill one', () => {
    const [cause] = causesOfStatements(sample([statement(300, 80_000)]), earlier(quick));
    expect(cause).toMatchObject({ severity: 'crit', explains: [...FULL_POOLS, ...FAILURES], weight: 8, since: null });
  });

  test('says whose calls they are, where that is known', () => {
    const runners = [
      { route: '/phonebook', operation: 'findContactsAction', calls: 200 },
      { route: null, operation: 'import.apply', calls: 90 },
    ];
    const slow = sample([statement(300, 80_000, { runners })]);
    expect(causesOfStatements(slow, earlier(quick))[0]?.hurts).toBe(
      '300 calls in the last 10 s took 267 ms each, 99 % of all time spent in the database. It is run by Find contacts on /phonebook and the job import.apply.',
    );
    const unknown = sample([statement(300, 80_000)]);
    expect(causesOfStatements(unknown, earlier(quick))[0]?.hurts).toMatch(/in the database\.$/);
  });

  test('was slow before what is usual was known', () => {
    const unknown = sample([statement(10, 900, { usualMs: null, usualFrom: null })]);
    const slow = sample([statement(10, 900, { usualMs: 18 })]);
    expect(causesOfStatements(slow, earlier(quick, unknown))[0]).toMatchObject({ severity: 'warn', since: at(10) });
  });

  test('names the table its plan reads whole', () => {
    const scan = { table: 'orders', rows: 1_000_000 };
    const slow = sample([statement(50, 5_000, { scan })]);
    const [cause] = causesOfStatements(slow, earlier(slow));
    expect(cause?.sentence).toContain('reads orders from end to end, 1,000,000 rows');
    expect(cause?.statement).toBe('orders select * from orders where customer = $1');
    expect(cause?.step).toContain('index of orders');
  });

  test('is not to blame for what slows all of them', () => {
    const slow = { ...sample([statement(100, 800)]), slowdown: 2 };
    expect(causesOfStatements(slow, earlier(slow, slow))).toEqual([]);
  });

  test.each([
    ['three times is not reached', sample([statement(100, 590)])],
    ['it takes little of the time', sample([statement(100, 800)], 20_000)],
    ['it keeps nobody busy', sample([statement(10, 80)], 10)],
    ['it is short all the same', sample([statement(1_000, 1_000, { usualMs: 0.1 })])],
    ['nobody knows what is usual and few call it', sample([statement(5, 2_500, { usualMs: null, usualFrom: null })])],
  ])('is not told where %s', (_, slow) => {
    expect(causesOfStatements(slow, earlier(slow, slow))).toEqual([]);
  });

  test('is told without a usual time where most of the time goes there', () => {
    const slow = sample([statement(40, 8_000, { usualMs: null, usualFrom: null })]);
    expect(causesOfStatements(slow, earlier(slow))[0]?.sentence).toBe(
      "The statement “select orders” takes most of the database's time: 200 ms a call.",
    );
  });

  test('a base or a quiet server blames nobody', () => {
    expect(causesOfStatements({ ...sample([]), seconds: 0 }, [])).toEqual([]);
    expect(causesOfStatements({ ...sample([statement(100, 90_000)]), seconds: 0 }, earlier(quick))).toEqual([]);
  });
});

describe('temporary files', () => {
  const spilling = (blocks: number, facts: Partial<SampledStatement> = {}) =>
    sample([
      statement(10, 3_000, {
        figures: { ...noFigures, calls: 10, ms: 3_000, temp: blocks },
        usualMs: null,
        usualTemp: null,
        ...facts,
      }),
    ]);

  test('many are told at once, and explain that it is slow', () => {
    const [cause] = causesOfStatements(spilling(20_000), []);
    expect(cause).toMatchObject({ key: `statement-spill:${ID}`, explains: [`statement:${ID}`] });
    expect(cause?.sentence).toBe(
      'The statement “select orders” sorts or hashes more than its work_mem holds and wrote 156 MB of temporary files in 10 s.',
    );
  });

  test('name whose calls write them', () => {
    const runners = [{ route: 'GET /phonebook/export', operation: null, calls: 10 }];
    expect(causesOfStatements(spilling(20_000, { runners }), [])[0]?.hurts).toContain(
      'took 300 ms. It is run by GET /phonebook/export.',
    );
  });

  test('say of no work_mem whose it is not: its session may have another', () => {
    const { sentence, hurts, evidence } = causesOfStatements(spilling(20_000), [])[0] ?? {
      sentence: '',
      hurts: '',
      evidence: [],
    };
    expect(`${sentence} ${hurts}`).not.toContain('4MB');
    expect(evidence).toContain(
      'work_mem of the monitor’s own session: 4MB; the role or the session that runs it may have another.',
    );
  });

  test('fewer are told when they come twice', () => {
    expect(causesOfStatements(spilling(2_000), [])).toEqual([]);
    expect(causesOfStatements(spilling(2_000), earlier(spilling(2_000)))).toHaveLength(1);
  });

  test('what always wrote them is not news', () => {
    expect(causesOfStatements(spilling(20_000, { usualTemp: 1_500 }), [])).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import type { Cause } from '#lib/monitoring/cause.ts';
import { causeOf } from '#test/causes.ts';
import { Judge } from './judge.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5, 9, 0, seconds));

function keysAt(judge: Judge, seconds: number, causes: readonly Cause[]): string[] {
  return judge.consider(at(seconds), causes, []).causes.map(({ key }) => key);
}

test('a cause is told once it has lasted, and not before', () => {
  const judge = new Judge();
  const slow = causeOf('slow', { holdSeconds: 10 });
  expect(keysAt(judge, 0, [slow])).toEqual([]);
  expect(keysAt(judge, 9, [slow])).toEqual([]);
  expect(keysAt(judge, 10, [slow])).toEqual(['slow']);
  const [told] = judge.consider(at(12), [slow], []).causes;
  expect(told).toMatchObject({ since: at(0).toISOString(), toldAt: at(10).toISOString() });
});

test('a break begins the wait anew, unless it was told already and is back within five seconds', () => {
  const judge = new Judge();
  const slow = causeOf('slow', { holdSeconds: 4 });
  keysAt(judge, 0, [slow]);
  keysAt(judge, 2, []);
  expect(keysAt(judge, 5, [slow])).toEqual([]);
  expect(keysAt(judge, 9, [slow])).toEqual(['slow']);
  expect(keysAt(judge, 12, [])).toEqual(['slow']);
  expect(keysAt(judge, 13, [slow])).toEqual(['slow']);
  expect(keysAt(judge, 19, [])).toEqual([]);
});

test('what is not critical for long enough stands as a warning until it is', () => {
  const judge = new Judge();
  const severityAt = (seconds: number, more: Partial<Cause>) =>
    judge.consider(at(seconds), [causeOf('full', more)], []).causes.map(({ severity }) => severity);
  const crit: Partial<Cause> = { severity: 'crit', holdSeconds: 30, warnAfterSeconds: 4 };
  expect(severityAt(0, { holdSeconds: 4 })).toEqual([]);
  expect(severityAt(2, crit)).toEqual([]);
  expect(severityAt(4, crit)).toEqual(['warn']);
  expect(severityAt(31, crit)).toEqual(['warn']);
  expect(severityAt(32, crit)).toEqual(['crit']);
  expect(severityAt(33, { holdSeconds: 4 })).toEqual(['warn']);
  expect(severityAt(34, crit)).toEqual(['warn']);
});

test('since when, as the server says it, counts as having lasted', () => {
  const judge = new Judge();
  const lock = causeOf('lock', { holdSeconds: 10, since: at(-60).toISOString() });
  const [told] = judge.consider(at(0), [lock], []).causes;
  expect(told).toMatchObject({ key: 'lock', since: at(-60).toISOString() });
});

test('what was told before a restart is told at once when it is seen again, as since when it was', () => {
  const known = { key: 'disk', since: at(-600).toISOString(), toldAt: at(-590).toISOString() };
  const open = { ...known, lastAt: at(-30).toISOString() };
  const told = (judge: Judge, seconds: number, held: string[] = []) => {
    const { causes } = judge.consider(at(seconds), [causeOf('disk', { holdSeconds: 10 })], [], held);
    return causes.map(({ since, toldAt }) => ({ key: 'disk', since, toldAt }));
  };
  const judge = new Judge();
  // What is open may be known a moment after it is seen.
  expect(told(judge, 0)).toEqual([]);
  judge.recall([open], at(0));
  expect([told(judge, 1), told(judge, 2)]).toEqual([[known], [known]]);
  const late = new Judge();
  late.recall([open], at(0));
  expect(told(late, 70)).toEqual([known]);
  expect(keysAt(late, 80, [])).toEqual([]);
  expect(told(late, 81)).toEqual([]);
  const over = new Judge();
  over.recall([open], at(0));
  expect(told(over, 71)).toEqual([]);
  const unseen = new Judge();
  unseen.recall([open], at(0));
  unseen.consider(at(300), [], ['disk'], ['disk']);
  expect(told(unseen, 301)).toEqual([known]);
  const long = new Judge();
  long.recall([{ ...open, lastAt: at(-16 * 60).toISOString() }], at(0));
  expect(told(long, 1)).toEqual([]);
  expect(told(long, 11)).toEqual([{ key: 'disk', since: at(1).toISOString(), toldAt: at(11).toISOString() }]);
});

test('what another explains stands with it as a sentence, and makes it as bad as itself', () => {
  const judge = new Judge();
  const lock = causeOf('lock:1', { explains: ['pool:'], weight: 2 });
  const pool = causeOf('pool:web:full', { severity: 'crit', weight: 30, explains: ['page:'] });
  const page = causeOf('page:slow', { severity: 'crit' });
  const { causes } = judge.consider(at(0), [page, pool, lock, causeOf('disk', { severity: 'crit' })], []);
  expect(causes.map(({ key }) => key)).toEqual(['lock:1', 'disk']);
  expect(causes[0]).toMatchObject({
    severity: 'crit',
    symptoms: ['pool:web:full is to blame.', 'page:slow is to blame.'],
  });
});

test('a milder form of what is told lasts and says nothing, and is told again when the graver one is over', () => {
  const judge = new Judge();
  const filling = causeOf('filling', { milderThan: 'full', weight: 9 });
  const full = causeOf('full', { severity: 'crit', holdSeconds: 5 });
  const seen = (seconds: number, ...causes: Cause[]) => {
    const verdict = judge.consider(at(seconds), causes, []);
    return [verdict.causes.map(({ key, symptoms, weight }) => [key, symptoms.length, weight]), verdict.lasting];
  };
  expect(seen(0, filling)).toEqual([[['filling', 0, 9]], []]);
  expect(seen(1, filling, full)).toEqual([[['filling', 0, 9]], []]);
  expect(seen(6, filling, full)).toEqual([[['full', 0, 1]], ['filling']]);
  expect(seen(12, filling)).toEqual([[['filling', 0, 9]], []]);
});

test('what is wrong with a table explains statements that name it, and whatever is no statement', () => {
  const pending = causeOf('pending:notes', {
    explains: ['statement:', 'pool:'],
    tables: ['public.notes', 'archive.old'],
  });
  const other = causeOf('statement:1', { severity: 'crit', statement: 'select * from employees' });
  const same = causeOf('statement:2', { statement: 'select * from archive.old' });
  const { causes } = new Judge().consider(at(0), [pending, other, same, causeOf('pool:web')], []);
  expect(causes.map(({ key, severity, symptoms }) => ({ key, severity, symptoms }))).toEqual([
    { key: 'statement:1', severity: 'crit', symptoms: [] },
    { key: 'pending:notes', severity: 'warn', symptoms: ['pool:web is to blame.', 'statement:2 is to blame.'] },
  ]);
});

test('two that explain each other both stand, and a ring of three ends', () => {
  const judge = new Judge();
  const pair = [causeOf('a:1', { explains: ['b:'] }), causeOf('b:1', { explains: ['a:'] })];
  expect(keysAt(judge, 0, pair)).toEqual(['a:1', 'b:1']);
  const ring = [
    causeOf('c:1', { explains: ['d:'] }),
    causeOf('d:1', { explains: ['e:'] }),
    causeOf('e:1', { explains: ['c:'] }),
  ];
  expect(keysAt(new Judge(), 0, ring)).toHaveLength(1);
});

test('the worst first: critical, then by weight, then the older', () => {
  const judge = new Judge();
  keysAt(judge, 0, [causeOf('older')]);
  const causes = [
    causeOf('newer'),
    causeOf('older'),
    causeOf('heavy', { weight: 9 }),
    causeOf('critical', { severity: 'crit' }),
  ];
  expect(keysAt(judge, 1, causes)).toEqual(['critical', 'heavy', 'older', 'newer']);
});

test('what is over stands below whatever lasts, however much it weighs', () => {
  const judge = new Judge();
  const over = causeOf('deadlock', { isOver: true, severity: 'crit', weight: 40 });
  expect(keysAt(judge, 0, [over])).toEqual(['deadlock']);
  expect(keysAt(judge, 1, [over, causeOf('slow')])).toEqual(['slow', 'deadlock']);
});

test('what cannot be seen is said with the verdict', () => {
  expect(new Judge().consider(at(0), [], ['statements']).unseen).toEqual(['statements']);
});

test('what a cause explains, and what a part blamed before it went blind, are said to last', () => {
  const judge = new Judge();
  const causes = [causeOf('root', { explains: ['pool:'] }), causeOf('pool:full')];
  expect(judge.consider(at(0), causes, ['disk'], ['disk:full'])).toMatchObject({
    causes: [{ key: 'root' }],
    lasting: ['pool:full', 'disk:full'],
    held: ['disk:full'],
  });
});

test('what was told before its part went blind is told at once when it is seen again, and not meanwhile', () => {
  const judge = new Judge();
  const slow = causeOf('slow', { holdSeconds: 10 });
  keysAt(judge, 0, [slow]);
  expect(keysAt(judge, 10, [slow])).toEqual(['slow']);
  for (let second = 16; second < 60; second += 10)
    expect(judge.consider(at(second), [], ['part'], ['slow']).causes).toEqual([]);
  expect(judge.consider(at(60), [slow], []).causes).toMatchObject([
    { key: 'slow', since: at(0).toISOString(), toldAt: at(10).toISOString() },
  ]);
  expect(keysAt(judge, 66, [])).toEqual([]);
  expect(keysAt(judge, 67, [slow])).toEqual([]);
});

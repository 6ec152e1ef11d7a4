import { expect, test } from 'vitest';
import type { Told, Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { AlertDesk } from './desk.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5, 9, 0, seconds));

function told(key: string, severity: Told['severity'] = 'warn'): Told {
  return {
    ...{ key, severity, holdSeconds: 0, sentence: `${key}.`, hurts: '', step: '', evidence: [], href: '/monitoring' },
    ...{ explains: [], weight: 1, action: null, symptoms: [], since: at(0).toISOString(), toldAt: at(1).toISOString() },
  };
}

function desk() {
  let made = 0;
  return new AlertDesk(() => `alert-${++made}`);
}

const verdict = (seconds: number, ...causes: Told[]): [Date, Verdict] => [
  at(seconds),
  { at: at(seconds).toISOString(), causes, unseen: [] },
];
const kinds = (events: ReturnType<AlertDesk['consider']>) => events.map(({ kind, alert }) => `${kind} ${alert.key}`);

test('a cause is one alert from when it is told until it was gone for two minutes', () => {
  const one = desk();
  expect(kinds(one.consider(...verdict(1, told('pool'))))).toEqual(['raised pool']);
  expect(kinds(one.consider(...verdict(2, told('pool'))))).toEqual([]);
  expect(kinds(one.consider(...verdict(121)))).toEqual([]);
  const [resolved] = one.consider(...verdict(122));
  expect(resolved).toMatchObject({ kind: 'resolved', alert: { id: 'alert-1' }, at: at(2).toISOString() });
  expect(kinds(one.consider(...verdict(123, told('pool'))))).toEqual(['raised pool']);
});

test('what flaps twenty times is told twice at most', () => {
  const one = desk();
  const events = Array.from({ length: 40 }, (_, turn) =>
    kinds(one.consider(...verdict(turn * 30, ...(turn % 2 === 0 ? [told('pool')] : [])))),
  ).flat();
  events.push(...kinds(one.consider(...verdict(40 * 30 + 120))));
  expect(events).toEqual(['raised pool', 'resolved pool']);
});

test('a warning that gets critical is told once more, and going back is not', () => {
  const one = desk();
  one.consider(...verdict(1, told('pool')));
  expect(kinds(one.consider(...verdict(2, told('pool', 'crit'))))).toEqual(['worse pool']);
  expect(kinds(one.consider(...verdict(3, told('pool'))))).toEqual([]);
  expect(kinds(one.consider(...verdict(4, told('pool', 'crit'))))).toEqual([]);
});

test('an alert from before a restart goes on, and is resolved when it does not come back', () => {
  const open = {
    id: 'old',
    key: 'pool',
    severity: 'warn' as const,
    raisedAt: at(0).toISOString(),
    cause: told('pool'),
  };
  const one = new AlertDesk(() => 'new', [open], at(10));
  expect(kinds(one.consider(...verdict(11, told('pool'))))).toEqual([]);
  expect(one.consider(...verdict(140))).toMatchObject([{ kind: 'resolved', alert: { id: 'old' } }]);
});

test('what another cause explains by now, or what nobody can see, is not over', () => {
  const one = desk();
  one.consider(...verdict(1, told('pool')));
  for (let second = 2; second < 400; second += 30) {
    const [now, quiet] = verdict(second);
    expect(one.consider(now, { ...quiet, lasting: ['pool', 'never:raised'] })).toEqual([]);
  }
  expect(kinds(one.consider(...verdict(600)))).toEqual(['resolved pool']);
});

test('after a restart a matter that must last anew before it is told has that time too', () => {
  const cause = { ...told('cache:hit'), holdSeconds: 300 };
  const open = { id: 'old', key: 'cache:hit', severity: 'warn' as const, raisedAt: at(0).toISOString(), cause };
  const one = new AlertDesk(() => 'new', [open], at(10));
  expect(kinds(one.consider(...verdict(320)))).toEqual([]);
  expect(kinds(one.consider(...verdict(325, cause)))).toEqual([]);
  expect(kinds(one.consider(...verdict(446)))).toEqual(['resolved cache:hit']);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerCounts } from '#lib/measures/answer-counts.ts';
import { contributionsOf, type Part } from '#lib/measures/contribution.ts';
import { rateDispersion, shareDispersion } from '#lib/measures/dispersion.ts';
import { type Chance, chanceOf } from '#test/random.ts';

const counts = (answered: number, unanswered: number) => ({ answered, unanswered });

const draw = (chance: Chance, trials: number, rate: number): AnswerCounts => {
  const answered = chance.binomial(trials, rate);
  return counts(answered, trials - answered);
};

const TRAFFIC = 3;

/** A dimension with unlike parts, as knowledge bases or hours are; in `dropped` the current rate is lower by `drop`; `poor` answers little. */
function dimension(chance: Chance, sizes: readonly number[], dropped: number, drop: number, poor = -1): Part[] {
  return sizes.map((size, at) => {
    const rate = at === poor ? 0.03 : 0.78 + 0.17 * chance.next();
    const traffic = () => Math.max(1, chance.spreadCount(size, TRAFFIC));
    const current = draw(chance, traffic(), at === dropped ? rate - drop : rate);
    return { key: String(at), current, before: draw(chance, traffic(), rate) };
  });
}

const bases = [2_400, 1_500, 900, 600, 400, 250, 120, 60];
const hours = Array.from({ length: 24 }, (_, hour) =>
  Math.round(420 + 380 * Math.sin(((hour - 8) / 24) * 2 * Math.PI)),
);

describe('a change of the answer rate', () => {
  it('is split so that the parts add up to it, whatever the counts', () => {
    const some = fc.record({ answered: fc.nat(5_000), unanswered: fc.nat(5_000) });
    const part = fc.record({ key: fc.string(), current: some, before: some });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const { total, parts: split } = contributionsOf(parts);
        if (total === null) return;
        const sum = split.reduce((all, one) => all + one.contribution.value, 0);
        expect(Math.abs(sum - total)).toBeLessThan(1e-9);
        for (const one of split) expect(one.contribution.value).toBeCloseTo(one.rateEffect + one.mixEffect, 9);
      }),
    );
  });

  it('comes from rates alone when shares stay, and from shares alone when rates stay', () => {
    const rates = contributionsOf([
      { key: 'fees', current: counts(60, 40), before: counts(80, 20) },
      { key: 'cards', current: counts(90, 10), before: counts(90, 10) },
    ]);
    expect(rates.total).toBeCloseTo(-10, 9);
    expect(rates.parts[0]).toMatchObject({ key: 'fees', mixEffect: 0, clear: true });
    expect(rates.parts[0]?.contribution.value).toBeCloseTo(-10, 9);
    const shares = contributionsOf([
      { key: 'fees', current: counts(150, 150), before: counts(50, 50) },
      { key: 'cards', current: counts(90, 10), before: counts(270, 30) },
    ]);
    expect(shares.total).toBeCloseTo(-20, 9);
    for (const part of shares.parts) {
      expect(part).toMatchObject({ rateEffect: 0, clear: true });
      expect(part.contribution.value).toBeCloseTo(-10, 9);
    }
  });

  it('counts a part that is new, or gone, as mix', () => {
    const parts = [
      { key: 'old', current: counts(90, 10), before: counts(90, 10) },
      { key: 'new', current: counts(10, 90), before: counts(0, 0) },
    ];
    const { total, parts: split } = contributionsOf(parts);
    expect(total).toBeCloseTo(-40, 9);
    expect(split[0]).toMatchObject({ key: 'new', before: { rate: null, share: 0 }, rateEffect: 0, clear: true });
    expect(split[0]?.contribution.value).toBeCloseTo(-30, 9);
    const gone = contributionsOf(parts.map(({ key, current, before }) => ({ key, current: before, before: current })));
    expect(gone.parts[0]).toMatchObject({ key: 'new', current: { rate: null, share: 0 }, clear: true });
    expect(gone.parts[0]?.contribution.value).toBeCloseTo(30, 9);
    expect(contributionsOf([{ key: 'one', current: counts(1, 0), before: counts(0, 0) }]).total).toBeNull();
  });
});

describe('a part of one period alone', () => {
  const beside = (current: AnswerCounts) =>
    contributionsOf([
      { key: 'old', current: counts(900, 100), before: counts(900, 100) },
      { key: 'new', current, before: counts(0, 0) },
    ]).parts.find(({ key }) => key === 'new');

  it('is not clear where its turns are few, or answered as all others are', () => {
    expect(beside(counts(0, 2))?.clear).toBe(false);
    expect(beside(counts(450, 50))?.clear).toBe(false);
    expect(beside(counts(0, 40))?.clear).toBe(true);
  });

  it('has an interval with its contribution in it', () => {
    const { value = 0, low = 0, high = 0 } = beside(counts(10, 30))?.contribution ?? {};
    expect(low).toBeLessThan(value);
    expect(value).toBeLessThan(high);
    expect(high).toBeLessThan(0);
  });
});

describe('over 100 seeded runs', () => {
  const runs = Array.from({ length: 100 }, (_, seed) => seed + 1);
  const busy = { rates: 1, shares: TRAFFIC };

  it('a drop in one part ranks first in 95, in small ones too', () => {
    const cases: [sizes: readonly number[], dropped: number, drop: number][] = [
      [bases, 1, 0.08],
      [bases, 4, 0.14],
      [bases, 6, 0.28],
      [hours, 14, 0.12],
      [hours, 5, 0.3],
    ];
    for (const [sizes, dropped, drop] of cases) {
      const found = runs.filter((seed) => {
        const [first] = contributionsOf(dimension(chanceOf(seed), sizes, dropped, drop), busy).parts;
        return first?.key === String(dropped) && first.clear && first.contribution.value < 0;
      });
      expect(found.length, `${sizes.length} parts, ${drop} in ${dropped}`).toBeGreaterThanOrEqual(95);
    }
  });

  it('no part is called clear in 95 where nothing changed', () => {
    const long = [...bases, ...Array.from({ length: 60 }, () => 12)];
    for (const sizes of [bases, hours, long]) {
      const quiet = runs.filter((seed) =>
        contributionsOf(dimension(chanceOf(seed), sizes, -1, 0), busy).parts.every(({ clear }) => !clear),
      );
      expect(quiet.length, `${sizes.length} parts`).toBeGreaterThanOrEqual(95);
    }
  });

  it('nor where a part that answers little has more or fewer turns by chance', () => {
    for (const poor of [2, 4, 6]) {
      const quiet = runs.filter((seed) => {
        const chance = chanceOf(seed);
        const shares = shareDispersion(dimension(chance, hours, -1, 0));
        const parts = dimension(chance, bases, -1, 0, poor);
        return contributionsOf(parts, { rates: 1, shares }).parts.every(({ clear }) => !clear);
      });
      expect(quiet.length, `part ${poor}`).toBeGreaterThanOrEqual(95);
    }
  });

  it('nor where whole days are better or worse, once that is taken into account', () => {
    const quiet = runs.filter((seed) => {
      const chance = chanceOf(seed);
      const week = () =>
        Array.from({ length: 7 }, () => {
          const mood = 0.06 * chance.normal();
          return bases.map((size) => draw(chance, Math.round(size / 7), Math.min(0.99, 0.86 + mood)));
        });
      const [now, then] = [week(), week()];
      const over = (days: AnswerCounts[][], pick: (day: AnswerCounts[]) => AnswerCounts[]) =>
        days.map((day) =>
          pick(day).reduce((sum, one) => counts(sum.answered + one.answered, sum.unanswered + one.unanswered)),
        );
      const rates = rateDispersion(
        over(now, (day) => day),
        over(then, (day) => day),
      );
      const parts = bases.map((_, at) => {
        const own = (day: AnswerCounts[]) => day.slice(at, at + 1);
        const whole = (days: AnswerCounts[][]) => over([over(days, own)], (all) => all)[0] ?? counts(0, 0);
        return { key: String(at), current: whole(now), before: whole(then) };
      });
      return contributionsOf(parts, { rates, shares: 1 }).parts.every(({ clear }) => !clear);
    });
    expect(quiet.length).toBeGreaterThanOrEqual(95);
  });
});

describe('dispersion', () => {
  it('of rates is 1 where days differ by chance, and grows with what is more', () => {
    const chance = chanceOf(11);
    const days = (mood: number) =>
      Array.from({ length: 90 }, () => draw(chance, 400, Math.min(0.99, 0.85 + mood * chance.normal())));
    expect(rateDispersion(days(0), days(0))).toBeLessThan(1.25);
    expect(rateDispersion(days(0.05), days(0.05))).toBeGreaterThan(4);
    expect(rateDispersion([counts(3, 1)], [])).toBe(1);
  });

  it('of shares is what turns vary more than chance, whatever the two periods hold', () => {
    const found = Array.from({ length: 40 }, (_, seed) => shareDispersion(dimension(chanceOf(seed + 1), hours, -1, 0)));
    const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
    expect(mean).toBeGreaterThan(TRAFFIC * 0.9);
    expect(mean).toBeLessThan(TRAFFIC * 1.1);
    const twice = hours.map((size) => ({ current: counts(2 * size, 0), before: counts(size, 0) }));
    expect(shareDispersion(twice)).toBe(1);
    expect(shareDispersion([])).toBe(1);
  });
});

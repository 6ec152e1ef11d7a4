import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchesOf, entriesOf, fitting, type Organisation, placeAt } from '#lib/phonebook/organisation.ts';

const organisation: Organisation = {
  divisions: ['North', 'South'],
  departments: ['Cards', 'Éducation'],
  pairs: [0, 0, 5, 1, 0, 2, -1, 1, 3, 1, -1, 4],
  total: 14,
  isWhole: true,
};
const byDivision = branchesOf(organisation, 'division');

describe('branches', () => {
  it('stand in reading order with what has no name last', () => {
    expect(byDivision.map(({ name, count }) => [name, count])).toEqual([
      ['North', 5],
      ['South', 6],
      [null, 3],
    ]);
    expect(byDivision[1]?.leaves.map(({ name, count }) => [name, count])).toEqual([
      ['Cards', 2],
      [null, 4],
    ]);
  });

  it('say in how many branches a name is', () => {
    expect(byDivision[0]?.leaves[0]).toMatchObject({ name: 'Cards', branches: 2 });
    expect(byDivision[2]?.leaves[0]).toMatchObject({ name: 'Éducation', branches: 1 });
  });

  it('can have departments at the top', () => {
    const [cards] = branchesOf(organisation, 'department');
    expect(cards).toMatchObject({ name: 'Cards', count: 7 });
    expect(cards?.leaves.map(({ name }) => name)).toEqual(['North', 'South']);
  });

  it('lead to the same places from either side', () => {
    const places = (view: 'division' | 'department') =>
      branchesOf(organisation, view).flatMap((branch) =>
        branch.leaves.map((leaf) => JSON.stringify([placeAt(branch, leaf, view), leaf.count])),
      );
    expect(places('department').toSorted()).toEqual(places('division').toSorted());
  });

  it('have a key of their own, whatever the names', () => {
    const name = fc.string({ minLength: 1 }).map((text) => text.replaceAll('\0', '') || 'x');
    fc.assert(
      fc.property(fc.uniqueArray(name), fc.uniqueArray(name), (divisions, departments) => {
        const pairs = [-1, ...divisions.keys()].flatMap((d) => [-1, ...departments.keys()].flatMap((p) => [d, p, 1]));
        const branches = branchesOf({ divisions, departments, pairs, total: 0, isWhole: true }, 'division');
        const keys = branches.flatMap((branch) => [branch.key, ...branch.leaves.map((leaf) => leaf.key)]);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

describe('what is left when something is typed', () => {
  const names = (text: string) =>
    fitting(byDivision, 'division', text).map(({ name, leaves }) => [name, leaves.map((leaf) => leaf.name)]);

  it('is a branch that fits, whole', () => {
    expect(names('sou')).toEqual([['South', ['Cards', null]]]);
    expect(fitting(byDivision, 'division', 'sou')[0]?.narrowedFrom).toBeUndefined();
  });

  it('is else the leaves that fit, with how many there are', () => {
    expect(names('CARDS')).toEqual([
      ['North', ['Cards']],
      ['South', ['Cards']],
    ]);
    expect(fitting(byDivision, 'division', 'cards')[1]?.narrowedFrom).toBe(2);
  });

  it('takes words of both, without regard to case, accents and order', () => {
    expect(names('cards south')).toEqual([['South', ['Cards']]]);
    expect(names('education')).toEqual([[null, ['Éducation']]]);
    expect(names('  ')).toHaveLength(3);
  });

  it('finds those without a name by the words that stand there', () => {
    expect(names('no department')).toEqual([['South', [null]]]);
    expect(names('no division')).toEqual([[null, ['Éducation']]]);
  });

  it('is nothing when nothing fits', () => {
    expect(names('qzwv')).toEqual([]);
  });
});

it('tells how many entries a name has, or have none', () => {
  expect(entriesOf(organisation, 'division', 'South')).toBe(6);
  expect(entriesOf(organisation, 'department', 'Cards')).toBe(7);
  expect(entriesOf(organisation, 'department', null)).toBe(4);
  expect(entriesOf(organisation, 'department', 'Elsewhere')).toBe(0);
});

import { describe, expect, test } from 'vitest';
import { blockedBy, blockerOf, type Decision, inForce, rulingsOf } from './decision.ts';

const nothing = { moved: [], made: [], groups: [], name: null };

function decided(id: number, kind: Decision['kind'], more: Partial<Decision> = {}): Decision {
  return { id, kind, group: 1, sets: [], before: nothing, undone: false, ...more };
}

const moving = (texts: number[], from: number, to: number) => ({
  ...nothing,
  groups: [to, from],
  moved: [{ texts, from, to, by: null }],
});

describe('what holds', () => {
  test('neither what was undone nor what a later word about the same matter replaced', () => {
    const all = [
      decided(1, 'pin', { sets: [[1]] }),
      decided(2, 'unpin'),
      decided(3, 'pin', { group: 2, sets: [[2]] }),
      decided(4, 'together', { undone: true }),
      decided(5, 'not_question', { group: 3, sets: [[3]] }),
    ];
    expect(inForce(all).map(({ id }) => id)).toEqual([2, 3, 5]);
    expect(rulingsOf(all)).toEqual([
      { kind: 'together', sets: [[2]] },
      { kind: 'together', sets: [[3]] },
    ]);
  });

  test('a pin that was taken off and the taking off undone', () => {
    const all = [decided(1, 'pin', { sets: [[1]] }), decided(2, 'unpin', { undone: true })];
    expect(rulingsOf(all)).toEqual([{ kind: 'together', sets: [[1]] }]);
  });
});

describe('what keeps a decision from being undone', () => {
  const merge = decided(1, 'together', { before: moving([7, 8], 2, 1) });

  test.each<[string, Decision]>([
    ['a split that names a text it moved', decided(2, 'apart', { sets: [[3], [7]] })],
    ['a move of a text it moved', decided(2, 'move', { group: 5, before: moving([8], 1, 5) })],
    ['a pin whose core holds one', decided(2, 'pin', { sets: [[8]] })],
  ])('%s', (_, later) => {
    expect(blockerOf(merge, [merge, later])).toBe(later);
    expect(blockerOf(merge, [merge, { ...later, undone: true }])).toBeNull();
  });

  test('a name given to a group that a split made, and a merge of the group its texts came from', () => {
    const split = decided(1, 'apart', { before: { ...moving([7], 1, 9), made: [9] } });
    const named = decided(2, 'rename', { group: 9 });
    expect(blockerOf(split, [split, named])).toBe(named);
    const move = decided(1, 'move', { group: 3, before: moving([7], 2, 3) });
    const gone = decided(2, 'together', { group: 4, before: moving([1], 2, 4) });
    expect(blockerOf(move, [move, gone])).toBe(gone);
    expect(blockedBy(gone)).toBe('Groups were merged since then, and that builds on this. Undo that first.');
  });

  test('nothing that came before it, or that is about others', () => {
    const other = decided(2, 'apart', { sets: [[3], [4]] });
    expect(blockerOf(merge, [merge, other, decided(3, 'rename')])).toBeNull();
    expect(blockerOf(other, [{ ...merge, sets: [[3]] }, other])).toBeNull();
  });

  test('a merge of a marked group with another one that is marked', () => {
    const mark = decided(1, 'not_question', { sets: [[1]] });
    const other = decided(2, 'not_question', { group: 2, sets: [[7]] });
    const both = decided(3, 'together', { before: moving([7, 8], 2, 1) });
    expect(blockerOf(mark, [mark, other, both])).toBe(both);
    expect(blockerOf(other, [mark, other, both])).toBe(both);
    expect(blockerOf(mark, [mark, other, { ...both, undone: true }])).toBeNull();
    expect(blockerOf(decided(1, 'rename'), [both])).toBeNull();
  });

  test('a merge that took its group away, for a name or a pin', () => {
    const both = decided(3, 'together', { before: moving([7, 8], 2, 1) });
    for (const kind of ['rename', 'pin', 'unpin'] as const) {
      expect(blockerOf(decided(1, kind, { group: 2 }), [both])).toBe(both);
      expect(blockerOf(decided(1, kind), [both])).toBeNull();
    }
  });

  test('a pin that was taken off since holds nobody up', () => {
    const pin = decided(2, 'pin', { sets: [[8]] });
    expect(blockerOf(merge, [merge, pin, decided(3, 'unpin')])).toBeNull();
  });
});

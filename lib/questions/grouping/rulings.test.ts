import { describe, expect, test } from 'vitest';
import { type Meaning, meaningsOf, type Ruling, textsOf } from './rulings.ts';

const together = (...sets: number[][]): Ruling => ({ kind: 'together', sets });
const apart = (...sets: number[][]): Ruling => ({ kind: 'apart', sets });

const move = (texts: number[], to: number[]): Ruling => ({ kind: 'move', sets: [texts, to] });

/** The texts of each meaning, and those of each it is apart from. */
function shown(rulings: readonly Ruling[]) {
  const texts = (meaning: Meaning) => [...new Set(textsOf(meaning))].sort((a, b) => a - b);
  return meaningsOf(rulings).map((meaning) => ({
    texts: texts(meaning),
    apart: [...meaning.apart].map(texts).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
  }));
}

describe('what stands after all rulings', () => {
  test('merges that share a text are one meaning', () => {
    expect(shown([together([1], [2]), together([2], [3])])).toEqual([{ texts: [1, 2, 3], apart: [] }]);
  });

  test('the sets of a split are apart from each other', () => {
    expect(shown([apart([1], [2], [3])])).toEqual([
      { texts: [1], apart: [[2], [3]] },
      { texts: [2], apart: [[1], [3]] },
      { texts: [3], apart: [[1], [2]] },
    ]);
  });

  test('a merge after a split takes it back', () => {
    expect(shown([apart([1], [2]), together([1], [2])])).toEqual([{ texts: [1, 2], apart: [] }]);
  });

  test('a split after a merge takes it back', () => {
    expect(shown([together([1, 3], [2]), apart([1], [2])])).toEqual([
      { texts: [1], apart: [[2]] },
      { texts: [2], apart: [[1]] },
    ]);
  });

  test('what one side of a split had before goes with it', () => {
    expect(shown([together([1], [4]), apart([1], [2])])).toEqual([
      { texts: [1, 4], apart: [[2]] },
      { texts: [2], apart: [[1, 4]] },
    ]);
  });

  test('a meaning stays apart from others when it is split again or merged with more', () => {
    expect(shown([apart([1, 2], [9]), apart([1], [2])])).toEqual([
      { texts: [9], apart: [[1], [2]] },
      { texts: [1], apart: [[2], [9]] },
      { texts: [2], apart: [[1], [9]] },
    ]);
    expect(shown([apart([1], [9]), together([1], [5])])).toEqual([
      { texts: [9], apart: [[1, 5]] },
      { texts: [1, 5], apart: [[9]] },
    ]);
  });

  test('a text named on both sides of a split belongs to the first', () => {
    expect(shown([apart([1, 2], [2, 3])])).toEqual([
      { texts: [1, 2], apart: [[3]] },
      { texts: [3], apart: [[1, 2]] },
    ]);
  });

  test('a moved text leaves its meaning for another, alone, and has no say in where that lies', () => {
    const rulings = [together([1, 2]), together([8, 9]), move([1], [8])];
    expect(shown(rulings)).toEqual([
      { texts: [2], apart: [] },
      { texts: [1, 8, 9], apart: [] },
    ]);
    expect(meaningsOf(rulings).map(({ guests }) => guests)).toEqual([[], [1]]);
  });

  test('a moved text can be split off, merged with more and moved again', () => {
    expect(shown([move([1], [8]), apart([8], [1])])).toEqual([
      { texts: [8], apart: [[1]] },
      { texts: [1], apart: [[8]] },
    ]);
    expect(shown([move([1], [8]), together([8], [5])])).toEqual([{ texts: [1, 5, 8], apart: [] }]);
    expect(shown([move([1], [8]), move([1, 1], [5])])).toEqual([
      { texts: [8], apart: [] },
      { texts: [1, 5], apart: [] },
    ]);
  });

  test('a meaning all of whose examples moved away stands no longer; moved to nobody, a text is free', () => {
    expect(shown([apart([1], [2]), move([1], [2])])).toEqual([{ texts: [1, 2], apart: [] }]);
    expect(shown([together([1, 2]), move([1], [])])).toEqual([{ texts: [2], apart: [] }]);
  });
});

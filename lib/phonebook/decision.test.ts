import { expect, test } from 'vitest';
import { decide } from './decision.ts';

const rob = {
  id: 1,
  full_name: 'Rob Martwick',
  designation: 'Senator',
  department: 'Illinois Senate',
  confidence: 0.97,
};
const bob = { id: 2, full_name: 'Bob Martin', designation: null, department: null, confidence: 0.3 };

test('a sure hit is the answer', () => {
  expect(decide([rob, bob], [])).toEqual({ action: 'answer', ids: [1], sentence: 'This is Rob Martwick.' });
});

test('two who may be meant are asked about, with their roles', () => {
  expect(decide([{ ...rob, confidence: 0.5 }, bob], [])).toEqual({
    action: 'ask',
    ids: [1, 2],
    sentence: 'Which is meant: Rob Martwick (Senator, Illinois Senate) or Bob Martin?',
  });
});

test('one who is likely but not sure is asked about alone', () => {
  const unlikely = { ...bob, confidence: 0.01 };
  expect(decide([{ ...rob, confidence: 0.7 }, unlikely], [])).toMatchObject({
    ids: [1],
    sentence: expect.stringMatching(/^Is this Rob/),
  });
});

test('many who fit alike are at most five, and it says that there are more', () => {
  const many = Array.from({ length: 9 }, (_, id) => ({ ...bob, id, confidence: 0.1 }));
  const { ids, sentence } = decide(many, []);
  expect(ids).toHaveLength(5);
  expect(sentence).toContain('Others fit as well.');
});

test('with nobody close it abstains, and the nearest is named as no answer', () => {
  expect(decide([], [bob])).toMatchObject({
    action: 'abstain',
    ids: [],
    sentence: expect.stringMatching(/nearest is Bob Martin, which is no answer/),
  });
});

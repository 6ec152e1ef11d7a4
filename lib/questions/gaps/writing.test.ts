import { expect, test } from 'vitest';
import { fail, ok, type Result } from '#lib/result.ts';
import type { SavedText } from './detail.ts';
import { Writing } from './writing.ts';

const given = { text: 'One.', by: null, at: '1' };
const conflict = ok<SavedText>({ saved: false, text: 'Two.', at: '2', by: 'Ada' });
const saved = (at: string) => ok<SavedText>({ saved: true, at });

/** A writing whose saves are answered by hand. */
function writing() {
  const sent: [text: string, basis: string | null][] = [];
  const waiting: ((result: Result<SavedText>) => void)[] = [];
  const one = new Writing(given, (text, basis) => {
    sent.push([text, basis]);
    const { promise, resolve } = Promise.withResolvers<Result<SavedText>>();
    waiting.push(resolve);
    return promise;
  });
  const answer = async (result: Result<SavedText>) => {
    waiting.shift()?.(result);
    await new Promise(setImmediate);
  };
  const told: string[] = [];
  const close = () => one.close(({ saving }) => told.push(saving.state));
  return { one, sent, told, answer, close };
}

test('one save goes at a time, and what was typed meanwhile follows on its basis', async () => {
  const { one, sent, answer } = writing();
  one.type('Mine');
  one.flush();
  one.type('Mine.');
  one.flush();
  expect(sent).toEqual([['Mine', '1']]);
  await answer(saved('2'));
  expect(sent).toEqual([
    ['Mine', '1'],
    ['Mine.', '2'],
  ]);
  await answer(saved('3'));
  expect(one.now()).toEqual({ text: 'Mine.', saving: { state: 'saved' }, saved: { at: '3', by: null } });
});

test('a conflict that comes out after the field is gone is told, and waits for a choice', async () => {
  const { one, sent, told, answer, close } = writing();
  one.type('Mine.');
  close();
  expect([sent, told]).toEqual([[['Mine.', '1']], []]);
  await answer(conflict);
  expect(told).toEqual(['conflict']);
  one.open();
  close();
  expect(told).toEqual(['conflict']);
  one.open();
  one.take({ text: 'Two.', by: 'Ada', at: '2' });
  expect(one.now()).toMatchObject({ text: 'Mine.', saving: { state: 'conflict', text: 'Two.', by: 'Ada' } });
  one.settle('mine');
  expect(sent[1]).toEqual(['Mine.', '2']);
  await answer(saved('3'));
  expect(one.now()).toMatchObject({ text: 'Mine.', saving: { state: 'saved' } });
  expect(told).toHaveLength(1);
});

test('so is a failure, of a save that was on its way as of the last one, and it can be tried again', async () => {
  const { one, sent, told, answer, close } = writing();
  one.type('Mine');
  one.flush();
  one.type('Mine.');
  close();
  expect(sent).toHaveLength(1);
  await answer(saved('2'));
  expect([sent[1], told]).toEqual([['Mine.', '2'], []]);
  await answer(fail('unavailable', 'The database did not answer.'));
  expect(told).toEqual(['failed']);
  one.open();
  expect(one.now()).toMatchObject({ text: 'Mine.', saving: { message: 'The database did not answer.' } });
  one.flush();
  expect(sent[2]).toEqual(['Mine.', '2']);
});

test('nothing is told of a field that is shown again before the answer comes', async () => {
  const { one, told, answer, close } = writing();
  one.type('Mine.');
  close();
  one.open();
  await answer(conflict);
  expect(told).toEqual([]);
  expect(one.now().saving.state).toBe('conflict');
});

test('in a conflict nothing is sent before the choice, and a field that goes then leaves it open', async () => {
  const { one, sent, told, answer, close } = writing();
  one.type('Mine.');
  one.flush();
  await answer(conflict);
  one.type('Mine, longer.');
  one.flush();
  close();
  expect(sent).toHaveLength(1);
  expect(told).toEqual(['conflict']);
  one.settle('theirs');
  expect(one.now()).toEqual({ text: 'Two.', saving: { state: 'saved' }, saved: { at: '2', by: 'Ada' } });
  one.flush();
  expect(sent).toHaveLength(1);
});

test('what others wrote is taken over where all is saved, and a field without anything typed is left at once', () => {
  const { one, told, close } = writing();
  one.take({ text: 'Two.', by: 'Ada', at: '2' });
  expect(one.now()).toMatchObject({ text: 'Two.', saved: { by: 'Ada' } });
  one.take({ text: 'One.', by: null, at: '1' });
  expect(one.now().text).toBe('Two.');
  close();
  expect(told).toEqual(['saved']);
});

import { describe, expect, it } from 'vitest';
import { actorWords, changeWords } from '#lib/home/change-words.ts';
import type { Change } from '#lib/home/home.ts';

const change = (facts: Partial<Change>): Change => ({
  id: '1',
  at: new Date('2026-11-18T11:15:00Z'),
  actor: 'user:7',
  actorName: 'Tomás Rivera',
  action: 'employee.update',
  targetId: '42',
  targetName: 'Lindsey LaPointe',
  details: {},
  ...facts,
});

describe('a change in words', () => {
  it('names the entry and its fields', () => {
    expect(changeWords(change({ details: { fields: ['mobile', 'group_email'] } }))).toEqual({
      text: 'Lindsey LaPointe changed: mobile, group email',
      href: '/phonebook/42',
    });
  });

  it('leads nowhere when the entry has no name for the viewer', () => {
    expect(changeWords(change({ action: 'employee.delete', targetName: null }))).toEqual({ text: 'Entry 42 deleted' });
  });

  it('counts what an import did, and leaves out what it did not do', () => {
    const applied = change({ action: 'import.apply', targetId: '32', targetName: 'officials.csv' });
    expect(changeWords({ ...applied, details: { stored: 3, updated: 1100, deleted: 0 } }).text).toBe(
      'Import 32, officials.csv applied: 3 new, 1,100 changed',
    );
  });

  it('shows an action it has no words for as it is', () => {
    expect(changeWords(change({ action: 'backup.create', targetId: 'b1' })).text).toBe('backup.create b1');
  });
});

describe('who did it', () => {
  it.each([
    ['user:7', 'Tomás Rivera', '7', 'you'],
    ['user:7', 'Tomás Rivera', '8', 'Tomás Rivera'],
    ['user:7', null, '8', 'somebody who is gone'],
    ['key:abc', 'chatbot', '8', 'key chatbot'],
    ['system:worker', null, '8', 'worker'],
    ['sql:switchboard', null, '8', 'plain SQL, switchboard'],
  ])('%s, %s, seen by %s: %s', (actor, actorName, viewer, words) => {
    expect(actorWords(change({ actor, actorName }), viewer)).toBe(words);
  });
});

import { expect, test } from 'vitest';
import { type Conflict, conflictSentence, fieldsToChoose } from './conflict.ts';
import { contactInputSchema } from './contact-form.ts';

const theirs = {
  ...contactInputSchema.parse({ full_name: 'Rob Martwick', mobile: '2222' }),
  id: 1,
  source: null,
  version: 2,
  updated_at: null,
  deleted_at: null,
};

function conflict(fields: string[], operation: 'changed' | 'deleted' = 'changed'): Conflict {
  const changes = fields.map((field) => ({ field, before: null, after: 'x' }));
  const revision = { id: '1', version: 2, operation, changes, actor: 'Lena', batch: null, at: '2026-11-24T10:00:00Z' };
  return { theirs, revisions: [revision], mine: { mobile: '3333', full_name: 'Rob Martwick' } };
}

test('the sentence says who changed what first', () => {
  expect(conflictSentence(conflict(['mobile']))).toBe(
    'Not saved: Lena changed the mobile number first. Compare the two and choose.',
  );
  expect(conflictSentence(conflict(['department', 'email']))).toContain('changed the department and the e-mail first');
  expect(conflictSentence(conflict(['deleted_at'], 'deleted'))).toContain('Lena deleted the entry first');
});

test('only fields that differ are to be chosen', () => {
  expect(fieldsToChoose(conflict(['mobile']))).toEqual(['mobile']);
});

import { expect, test } from 'vitest';
import { contactInputSchema, contactPatchSchema } from './contact-form.ts';

test('what is typed is trimmed, and empty is null', () => {
  const contact = contactInputSchema.parse({
    full_name: '  Rob \t Martwick\0 ',
    department: '  ',
    telephone: ' 217-782-1035',
  });
  expect(contact).toMatchObject({
    full_name: 'Rob Martwick',
    department: null,
    telephone: '217-782-1035',
    kind: 'person',
  });
});

test('a full name is needed, an e-mail must be one, a number must have digits', () => {
  const result = contactInputSchema.safeParse({ full_name: ' ', email: 'rob at example', mobile: 'none' });
  expect(result.error?.issues.map((issue) => [issue.path[0], issue.message])).toEqual([
    ['full_name', 'An entry needs a full name.'],
    ['mobile', 'A number needs at least one digit.'],
    ['email', 'This is not an e-mail address.'],
  ]);
});

test('a patch holds the fields given and no others', () => {
  expect(contactPatchSchema.parse({ mobile: ' 12 ', salary: '9' })).toEqual({ mobile: '12' });
  expect(contactPatchSchema.safeParse({ full_name: '' }).success).toBe(false);
});

import { expect, test } from 'vitest';
import { auditHref, isFiltered, parseAuditParams } from '#lib/settings/audit-params.ts';

test('a whole address is read and written back', () => {
  const given = {
    actor: 'user:1',
    action: 'user.create',
    target: 'user:2',
    from: '2026-11-01',
    to: '2026-11-24',
    before: '12',
  };
  const params = parseAuditParams(given);
  expect(params).toEqual({ ...given, after: undefined });
  expect(auditHref(params)).toBe(`/settings/audit?${new URLSearchParams(given)}`);
  expect(isFiltered(params)).toBe(true);
});

test('what cannot be read is the first page without filters', () => {
  const params = parseAuditParams({
    from: '2026-02-31',
    to: 'yesterday',
    before: '-1',
    after: '1e9',
    actor: ' ',
    action: ['a.b', 'c'],
    x: '1',
  });
  expect(auditHref(params)).toBe('/settings/audit?action=a.b');
  expect(auditHref(parseAuditParams({}))).toBe('/settings/audit');
  expect(isFiltered(parseAuditParams({ before: '3' }))).toBe(false);
});

test('what the database could not hold is left out', () => {
  const params = parseAuditParams({ actor: 'user:\0', from: '0000-01-01', to: '2026-11-24' });
  expect(params).toMatchObject({ actor: undefined, from: undefined, to: '2026-11-24' });
});

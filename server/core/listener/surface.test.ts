import { expect, test } from 'vitest';
import { surfaceOf } from '#server/core/listener/surface.ts';

const routeOf = (method: string, path: string) => surfaceOf({ method, headers: {} }, path).route;

test('a request is known by the pattern of what it is for, never by its address', () => {
  expect(routeOf('GET', '/phonebook/new')).toBe('/phonebook/new');
  expect(routeOf('GET', '/phonebook/4711')).toBe('/phonebook/[id]');
  expect(routeOf('POST', '/phonebook/4711/edit')).toBe('/phonebook/[id]/edit');
  expect(routeOf('GET', '/phonebook/export')).toBe('GET /phonebook/export');
  expect(routeOf('HEAD', '/api/phonebook/email/someone@example.org')).toBe('GET /api/phonebook/email/[email]');
  expect(routeOf('POST', '/api/conversations')).toBe('POST /api/conversations');
  expect(routeOf('DELETE', '/api/conversations/some-id')).toBe('DELETE /api/conversations/{event_id}');
  expect(routeOf('GET', '/api/auth/a/b')).toBe('GET /api/auth/[...all]');
  expect(routeOf('GET', '/')).toBe('/');
  expect(routeOf('GET', '/nothing/here')).toBeNull();
  expect(routeOf('GET', '/_next/static/chunks/a.js')).toBeNull();
});

test('an action nobody knows has no name', () => {
  expect(surfaceOf({ method: 'POST', headers: { 'next-action': 'abc' } }, '/phonebook')).toEqual({
    route: '/phonebook',
    operation: null,
  });
});

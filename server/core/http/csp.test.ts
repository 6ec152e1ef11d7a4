import { expect, it } from 'vitest';
import { contentSecurityPolicy } from '#server/core/http/csp.ts';

it('lets scripts run by nonce alone', () => {
  const scripts = contentSecurityPolicy({ nonce: 'abc', development: false })
    .split('; ')
    .find((part) => part.startsWith('script-src'));
  expect(scripts).toBe(`script-src 'self' 'nonce-abc' 'strict-dynamic'`);
});

it('names unsafe-inline for style attributes and nothing else', () => {
  const parts = contentSecurityPolicy({ nonce: 'abc', development: false }).split('; ');
  expect(parts.filter((part) => part.includes('unsafe'))).toEqual([`style-src-attr 'unsafe-inline'`]);
});

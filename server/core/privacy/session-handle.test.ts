import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maskRules } from '#lib/privacy/mask.ts';
import { isHandle } from '#lib/privacy/session-handle.ts';
import { hashedSession, sessionForms, shownSession, soughtForms, storedSession } from './session-handle.ts';

const rules = maskRules(['CID-#####']);

it.each(['seed-3-17', 'a/b', 'Ü', 'export', ''])('shows %s as it is', (id) => {
  expect(shownSession(id, rules)).toBe(id);
  expect(storedSession(id)).toBe(id);
});

it.each(['+8801712345678', 'whatsapp:+8801712345678', '8801712345678', 'ada@example.org', 'chat CID-48221', '~x', '~'])(
  'shows a handle for %s, always the same, that leads back to it',
  (id) => {
    const shown = shownSession(id, rules);
    expect(shown).toMatch(/^~[\w-]+$/);
    expect(isHandle(shown)).toBe(true);
    expect(shownSession(id, rules)).toBe(shown);
    expect(storedSession(shown)).toBe(id);
  },
);

it('shows one id for each, and leads back from what is shown, whatever the id', () => {
  const id = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string().map((text) => `~${text}`),
    fc.stringMatching(/^\+?\d{9,14}$/),
  );
  fc.assert(
    fc.property(id, (text) => {
      const shown = shownSession(text, rules);
      expect(storedSession(shown)).toBe(text);
      // A handle that somebody uses as an id is shown by a handle of its own.
      if (isHandle(shown)) expect(shownSession(shown, rules)).not.toBe(shown);
    }),
  );
});

it('takes a handle with one sign changed, cut or added for an id', () => {
  const handle = shownSession('+8801712345678', rules);
  for (let place = 1; place < handle.length; place++)
    for (const sign of ['A', 'B', 'Q', 'g', 'w', '_']) {
      const other = handle.slice(0, place) + sign + handle.slice(place + 1);
      if (other !== handle) expect(storedSession(other)).toBe(other);
    }
  for (const other of [handle.slice(0, -1), `${handle}A`, `${handle}=`]) expect(storedSession(other)).toBe(other);
});

it('is looked for by its id and by the hash of it, by handle or plainly', () => {
  const forms = ['+8801712345678', hashedSession('+8801712345678')];
  expect(sessionForms('+8801712345678')).toEqual(forms);
  expect(sessionForms(shownSession('+8801712345678', rules))).toEqual(forms);
  for (const known of [rules, undefined]) expect(soughtForms('+8801712345678', known, false)).toEqual(forms);
  expect(soughtForms('seed-3-17', rules, false)).toEqual(['seed-3-17']);
  expect(soughtForms('seed-3-17', rules, true)).toHaveLength(2);
  expect(soughtForms('seed-3-17', undefined, false)).toHaveLength(2);
  expect(forms[1]).toMatch(/^h:[\w-]{22}$/);
});

import { z } from 'zod';
import { digitsIn } from '#lib/erasure/pattern.ts';
import { readAddress } from '#lib/privacy/address.ts';
import { isHandle } from '#lib/privacy/session-handle.ts';

export const subjectKinds = ['email', 'number', 'name', 'address', 'session'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** What an erasure is about: `value` as an admin typed it. */
export type Subject = { kind: SubjectKind; value: string };

/** What each kind is called, and what is compared. */
export const subjectWords: Record<SubjectKind, { label: string; hint: string }> = {
  email: { label: 'E-mail address', hint: 'Capital letters or not; part of a longer address does not count.' },
  number: { label: 'Number', hint: 'By its digits, whatever stands between them, with or without country code.' },
  name: {
    label: 'Name',
    hint: 'These words one after the other; accents and capital letters do not count. Chinese, Japanese, Korean and Thai names count within longer words too.',
  },
  address: { label: 'Client address', hint: 'An IP address, also where its network or its hash was stored.' },
  session: { label: 'Session', hint: 'Every turn of one session, by its id or by what the log shows in its place.' },
};

/** Fewer digits than that stand in every other text. */
const LEAST_DIGITS = 4;
const MOST_DIGITS = 20;
/** With their marks: vowels are marks in many scripts. */
const LEAST_LETTERS = 3;
/** Many whole names of China and Korea have two. */
const LEAST_SYLLABLES = 2;
const LONGEST_VALUE = 255;

const faults: Record<SubjectKind, (value: string) => string | null> = {
  email: (value) => (/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value) ? null : 'This is not an e-mail address.'),
  number: (value) => {
    const digits = digitsIn(value).length;
    return digits >= LEAST_DIGITS && digits <= MOST_DIGITS ? null : 'A number has from 4 to 20 digits.';
  },
  name: (value) => (isLongEnough(value) ? null : 'A name has at least three letters, or two Chinese or Korean ones.'),
  address: (value) => (readAddress(value) === null ? 'This is not an IP address.' : null),
  session: () => null,
};

function isLongEnough(name: string): boolean {
  const composed = name.normalize('NFC');
  const letters = composed.match(/[\p{L}\p{M}]/gu)?.length ?? 0;
  const syllables = composed.match(/[\p{sc=Han}\p{sc=Hangul}]/gu)?.length ?? 0;
  return letters >= LEAST_LETTERS || syllables >= LEAST_SYLLABLES;
}

/** A handle is longer than the id it stands for. */
function isTooLong({ kind, value }: Subject): boolean {
  return value.length > LONGEST_VALUE && !(kind === 'session' && isHandle(value));
}

/** A subject as a form or a row holds it; a value that its kind cannot have is told beside the field. */
export const subjectSchema = z
  .object({
    kind: z.enum(subjectKinds),
    value: z.string().trim().min(1, 'Say what to look for.').max(10_000, 'At most 255 characters.'),
  })
  .superRefine(({ kind, value }, context) => {
    const fault = isTooLong({ kind, value }) ? `At most ${LONGEST_VALUE} characters.` : faults[kind](value);
    if (fault !== null) context.addIssue({ code: 'custom', path: ['value'], message: fault });
  });

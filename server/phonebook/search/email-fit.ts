import { editsBetween } from './edits.ts';

/** An e-mail address as typed, in lower case: what stands before the @ and behind it. */
export type TypedEmail = { mailbox: string; domain: string };
export type EmailFit = { exact: 'email slip' | 'email starts'; score: number };

const MOST_SLIPS = 2;
/** A part as short as "ab.io" is two slips away from many others. */
const SHORTEST_FOR_SLIPS = 6;
const DOMAIN_SLIP = 0.94;
/** Another letter before the @ may be another person, so it proves little. */
const MAILBOX_SLIP = 0.68;
/** The part before the @ tells people apart, the domain tells apart who share it. */
const STARTS = { base: 0.83, domain: 0.06 };
const OTHER_DOMAIN = { base: 0.7, domain: 0.1 };

/** What the text is as an e-mail address, or null; a domain that is not typed yet is empty. */
export function emailIn(text: string): TypedEmail | null {
  const [, mailbox, domain] =
    /^(?:mailto:)?["'<(]*([^\s@]{2,64})@([^\s@]{0,128}?)[.,;:?!>)"']*$/.exec(text.toLowerCase()) ?? [];
  return mailbox === undefined || domain === undefined ? null : { mailbox, domain };
}

/** How well an entry's address answers the one typed, or null: unfinished, a slip or two, or the same only before the @. */
export function fitEmail({ mailbox, domain }: TypedEmail, email: string): EmailFit | null {
  const at = email.indexOf('@');
  const own = email.slice(at + 1);
  if (at < 1 || own === '') return null;
  if (email.slice(0, at) !== mailbox)
    return own === domain && isSlip(mailbox, email.slice(0, at)) ? { exact: 'email slip', score: MAILBOX_SLIP } : null;
  if (own.startsWith(domain))
    return { exact: 'email starts', score: STARTS.base + STARTS.domain * (domain.length / own.length) };
  if (isSlip(domain, own)) return { exact: 'email slip', score: DOMAIN_SLIP };
  const shared = [...domain].findIndex((letter, place) => letter !== own[place]);
  return { exact: 'email starts', score: OTHER_DOMAIN.base + OTHER_DOMAIN.domain * (shared / own.length) };
}

function isSlip(typed: string, meant: string): boolean {
  return typed.length >= SHORTEST_FOR_SLIPS && editsBetween(typed, meant, MOST_SLIPS).distance <= MOST_SLIPS;
}

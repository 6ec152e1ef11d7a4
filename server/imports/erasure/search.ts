import 'server-only';
import { storedText } from '#lib/conversations/posted-turn.ts';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { sessionForms } from '#server/core/privacy/session-handle.ts';

/** Whether one of these pieces of a file holds what is looked for. */
export type Search = (texts: readonly string[]) => Promise<boolean>;

/** A session is looked for where a turn names its own: an id may be a short word, which stands in many other texts. */
export function searchOf(matcher: Matcher): Search {
  if (matcher.subject.kind !== 'session')
    return async (texts) => (await matcher.among(texts.map((text) => text.toWellFormed()))).includes(true);
  const pattern = sessionPattern(sessionForms(matcher.subject.value));
  return async (texts) => texts.some((text) => pattern.test(storedText(text)));
}

/** The field as JSON has it, as a number too, and as Python prints it: such lines are rejected. */
function sessionPattern(forms: readonly string[]): RegExp {
  const form = `(?:${forms.map(literal).join('|')})`;
  return new RegExp(`(["'])session_id\\1\\s*:\\s*(?:(["'])${form}\\2|${form}(?=\\s*[,}]))`, 'u');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}

import type { GroupKind } from '#lib/questions/groups.ts';

/** What a group of small talk is called; nothing for groups that bear the name of a question. */
export const smallTalkWords: Partial<Record<GroupKind, string>> = {
  greeting: 'Greetings',
  thanks: 'Thanks and goodbyes',
  follow_up: 'Follow-ups to the turn before',
};

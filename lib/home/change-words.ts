import { countOf } from '#lib/count.ts';
import type { Change } from '#lib/home/home.ts';

type Words = { text: string; href?: string };
type Teller = (change: Change) => Words;

const entry =
  (verb: string): Teller =>
  (change) => ({
    text: `${change.targetName ?? `Entry ${change.targetId}`} ${verb}${fieldsOf(change)}`,
    // Without a name there is no page: the entry is removed, or deleted and not for the viewer.
    href: change.targetName === null ? undefined : `/phonebook/${change.targetId}`,
  });
const batch =
  (verb: string): Teller =>
  (change) => ({
    text: `Import ${change.targetId}${change.targetName ? `, ${change.targetName}` : ''} ${verb}${countsOf(change)}`,
    href: `/phonebook/import/${change.targetId}`,
  });
const person =
  (verb: string): Teller =>
  (change) => ({
    text: `${change.targetName ?? 'Somebody who is gone'} ${verb}`,
    href: '/settings/users',
  });
const key =
  (verb: string): Teller =>
  (change) => ({
    text: `Key ${change.targetName ?? change.targetId} ${verb}`,
    href: '/settings/keys',
  });

const tellers: Record<string, Teller> = {
  'employee.create': entry('added'),
  'employee.update': entry('changed'),
  'employee.delete': entry('deleted'),
  'employee.restore': entry('restored'),
  'employee.revert': entry('put back to an earlier version'),
  'employee.report': entry('reported as mistaken'),
  'report.resolve': (change) => ({ text: `Report ${change.targetId} settled`, href: '/phonebook' }),
  'sample.add': (change) => ({ text: `Sample people added${peopleOf(change)}`, href: '/phonebook' }),
  'sample.remove': (change) => ({ text: `Sample people removed${peopleOf(change)}`, href: '/phonebook' }),
  'import.apply': batch('applied'),
  'import.undo': batch('taken back'),
  'user.create': person('got an account'),
  'user.invite': person('invited'),
  'user.role': (change) => ({
    text: `${change.targetName ?? 'Somebody who is gone'} is now ${textOf(change.details.role ?? change.details.to) ?? 'of another role'}`,
    href: '/settings/users',
  }),
  'user.ban': person('shut out'),
  'user.unban': person('let in again'),
  'user.delete': person('deleted'),
  'user.second_factor_removed': person('lost the second factor'),
  'user.reset_link': person('got a link for a new password'),
  'key.create': key('made'),
  'key.revoke': key('revoked'),
  'settings.update': (change) => ({ text: `Settings changed${fieldsOf(change)}`, href: '/settings' }),
};

/** The actions of the audit log that home tells of; the others are read in the log itself. */
export const toldActions: readonly string[] = Object.keys(tellers);

/** A change in a short line, and where to look at it. */
export function changeWords(change: Change): Words {
  return tellers[change.action]?.(change) ?? { text: `${change.action} ${change.targetId}` };
}

/** Who did it: `you`, a name, or the part of the product that works by itself. */
export function actorWords(change: Change, viewerId: string): string {
  if (change.actor === `user:${viewerId}`) return 'you';
  const [kind, rest] = [
    change.actor.slice(0, change.actor.indexOf(':')),
    change.actor.slice(change.actor.indexOf(':') + 1),
  ];
  if (kind === 'user') return change.actorName ?? 'somebody who is gone';
  if (kind === 'key') return `key ${change.actorName ?? rest.slice(0, 8)}`;
  return kind === 'sql' ? `plain SQL, ${rest}` : rest;
}

function fieldsOf(change: Change): string {
  const { fields } = change.details;
  if (!Array.isArray(fields) || fields.length === 0) return '';
  const words = fields.map((field) => String(field).replaceAll('_', ' '));
  return `: ${words.slice(0, 3).join(', ')}${words.length > 3 ? ` and ${words.length - 3} more` : ''}`;
}

function peopleOf(change: Change): string {
  const { count } = change.details;
  return typeof count === 'number' ? `: ${countOf(count, 'entry', 'entries')}` : '';
}

const counted = [
  ['stored', 'new'],
  ['created', 'new'],
  ['updated', 'changed'],
  ['deleted', 'gone'],
  ['restored', 'back'],
] as const;

function countsOf(change: Change): string {
  const told = counted.flatMap(([name, word]) => {
    const count = change.details[name];
    return typeof count === 'number' && count > 0 ? [`${countOf(count, word, word)}`] : [];
  });
  return told.length > 0 ? `: ${told.join(', ')}` : '';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

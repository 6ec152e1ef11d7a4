import { type Permission, type Role, roleMay } from '#lib/roles.ts';

export type Doing = { id: string; href: string; label: string; words: string; permission: Permission };

/** What one can start from anywhere, by way of the page where it is done. */
const doings: readonly Doing[] = [
  {
    id: 'add-contact',
    href: '/phonebook/new',
    label: 'Add a contact',
    words: 'a person, a service line or a room',
    permission: 'phonebook.edit',
  },
  {
    id: 'import',
    href: '/phonebook/import',
    label: 'Import a file',
    words: 'a dry run shows every change first',
    permission: 'phonebook.import',
  },
  {
    id: 'invite',
    href: '/settings/users',
    label: 'Invite someone',
    words: 'an account by one-time link',
    permission: 'users.edit',
  },
  {
    id: 'make-key',
    href: '/settings/keys',
    label: 'Make an API key',
    words: 'for the chatbot or another program',
    permission: 'keys.edit',
  },
];

/** What this role may start. */
export function doingsOf(role: Role): Doing[] {
  return doings.filter((doing) => roleMay(role, doing.permission));
}

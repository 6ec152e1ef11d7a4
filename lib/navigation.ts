import type { Permission, Role } from '#lib/roles.ts';
import { roleMay } from '#lib/roles.ts';
import { monitoringPages } from './monitoring/pages.ts';

export type PageId =
  | 'home'
  | 'phonebook'
  | 'people'
  | 'organisation'
  | 'imports'
  | 'conversations'
  | 'log'
  | 'rules'
  | 'questions'
  | 'top-questions'
  | 'small-talk'
  | 'gaps'
  | 'analytics'
  | 'monitoring'
  | 'verdict'
  | 'pool'
  | 'locks'
  | 'errors'
  | 'redis'
  | 'server-settings'
  | 'storage'
  | 'queries'
  | 'replay'
  | 'changes'
  | 'alerts'
  | 'monitoring-rules'
  | 'channels'
  | 'settings'
  | 'general'
  | 'users'
  | 'keys'
  | 'audit'
  | 'privacy'
  | 'roles'
  | 'health'
  | 'account';

export type Page = {
  id: PageId;
  href: string;
  label: string;
  /** For the palette: what it holds, in a few words. */
  words: string;
  permission: Permission;
  /** The letter after G. */
  letter?: string;
  /** The page it stands under in the side navigation. */
  under?: PageId;
  /** Reached from the account menu, not from the side. */
  aside?: true;
};

/** Every page of the console that one can go to, in the order of the navigation. A page that is not built is not here. */
const pages: readonly Page[] = [
  { id: 'home', href: '/', label: 'Home', words: 'what needs you, what changed', permission: 'home.read', letter: 'h' },
  {
    id: 'phonebook',
    href: '/phonebook',
    label: 'Phonebook',
    words: 'find, add and edit people',
    permission: 'phonebook.read',
    letter: 'p',
  },
  {
    id: 'people',
    href: '/phonebook',
    label: 'People',
    words: 'everyone in the phonebook',
    permission: 'phonebook.read',
    under: 'phonebook',
  },
  {
    id: 'organisation',
    href: '/phonebook/departments',
    label: 'Organisation',
    words: 'divisions, departments and who is in them',
    permission: 'phonebook.read',
    letter: 'o',
    under: 'phonebook',
  },
  {
    id: 'imports',
    href: '/phonebook/import',
    label: 'Imports',
    words: 'bring in a file, take an import back',
    permission: 'phonebook.import',
    letter: 'i',
    under: 'phonebook',
  },
  {
    id: 'conversations',
    href: '/conversations',
    label: 'Conversations',
    words: 'every turn the chatbot had, live',
    permission: 'conversations.read',
    letter: 'c',
  },
  {
    id: 'log',
    href: '/conversations',
    label: 'Log',
    words: 'search, filter and export turns',
    permission: 'conversations.read',
    under: 'conversations',
  },
  {
    id: 'rules',
    href: '/conversations/rules',
    label: 'Answer rules',
    words: 'by which an answer counts as one',
    permission: 'conversations.read',
    under: 'conversations',
  },
  {
    id: 'questions',
    href: '/questions',
    label: 'Questions',
    words: 'what people ask most, by meaning',
    permission: 'questions.read',
    letter: 'q',
  },
  {
    id: 'top-questions',
    href: '/questions',
    label: 'Top questions',
    words: 'counted by meaning, merged and split by you',
    permission: 'questions.read',
    under: 'questions',
  },
  {
    id: 'gaps',
    href: '/questions/gaps',
    label: 'Gaps',
    words: 'what the chatbot could not answer',
    permission: 'gaps.read',
    under: 'questions',
  },
  {
    id: 'small-talk',
    href: '/questions/small-talk',
    label: 'Small talk',
    words: 'greetings, thanks, follow-ups and what is no question',
    permission: 'questions.read',
    under: 'questions',
  },
  {
    id: 'analytics',
    href: '/analytics',
    label: 'Analytics',
    words: 'volumes, answer rate and response times',
    permission: 'analytics.read',
    letter: 'y',
  },
  ...monitoringPages,
  {
    id: 'settings',
    href: '/settings',
    label: 'Settings',
    words: 'organisation, country, zone',
    permission: 'settings.edit',
    letter: 's',
  },
  {
    id: 'general',
    href: '/settings',
    label: 'General',
    words: 'organisation, country, zone',
    permission: 'settings.edit',
    under: 'settings',
  },
  {
    id: 'users',
    href: '/settings/users',
    label: 'Users',
    words: 'invite, roles, sessions',
    permission: 'users.read',
    letter: 'u',
    under: 'settings',
  },
  {
    id: 'keys',
    href: '/settings/keys',
    label: 'API keys',
    words: 'for the chatbot and other programs',
    permission: 'keys.read',
    letter: 'k',
    under: 'settings',
  },
  {
    id: 'channels',
    href: '/settings/alerts',
    label: 'Alert channels',
    words: 'webhooks and mail for alerts',
    permission: 'alerts.read',
    under: 'settings',
  },
  {
    id: 'audit',
    href: '/settings/audit',
    label: 'Audit log',
    words: 'who did what, and when',
    permission: 'audit.read',
    letter: 'l',
    under: 'settings',
  },
  {
    id: 'privacy',
    href: '/settings/privacy',
    label: 'Privacy',
    words: 'mask, keep, erase a person',
    permission: 'privacy.preview',
    under: 'settings',
  },
  {
    id: 'roles',
    href: '/settings/roles',
    label: 'Roles',
    words: 'who may what',
    permission: 'roles.read',
    under: 'settings',
  },
  {
    id: 'health',
    href: '/settings/health',
    label: 'Server',
    words: 'lamps, pool, connections',
    permission: 'health.read',
    under: 'settings',
  },
  {
    id: 'account',
    href: '/account',
    label: 'Your account',
    words: 'password, second factor, sessions, theme, zone',
    permission: 'account.own',
    letter: 'a',
    aside: true,
  },
];

/** The pages this role may open. */
export function pagesOf(role: Role): Page[] {
  return pages.filter((page) => roleMay(role, page.permission));
}

/** The page an address belongs to: the one with the longest matching beginning; of equals the deeper one. */
export function pageAt(list: readonly Page[], path: string): Page | undefined {
  const fits = list.filter((page) => page.href === path || (page.href !== '/' && path.startsWith(`${page.href}/`)));
  return fits.reduce<Page | undefined>(
    (best, page) =>
      best === undefined || page.href.length > best.href.length || (page.href === best.href && page.under !== undefined)
        ? page
        : best,
    undefined,
  );
}

/** Roles from least to most; each has what the one before it has. */
export const roles = ['operator', 'analyst', 'admin'] as const;
export type Role = (typeof roles)[number];

type Entry = { role: Role; group: string; sentence: string; password?: true };

/**
 * Who may what: the one table that guards, pages and tests read. `role` is the least that may;
 * `password` asks for a password given in the last ten minutes.
 */
export const permissions = {
  'phonebook.read': { role: 'operator', group: 'Phonebook', sentence: 'Search and read the phonebook' },
  'phonebook.report': { role: 'operator', group: 'Phonebook', sentence: 'Report a mistake in an entry' },
  'phonebook.export': { role: 'analyst', group: 'Phonebook', sentence: 'Export the phonebook as CSV' },
  'phonebook.edit': { role: 'admin', group: 'Phonebook', sentence: 'Add, edit, delete, restore and revert entries' },
  'phonebook.import': { role: 'admin', group: 'Phonebook', sentence: 'Import files and take an import back' },
  'conversations.read': {
    role: 'analyst',
    group: 'Conversations',
    sentence: 'Read conversations, personal data masked',
  },
  'conversations.judge': { role: 'analyst', group: 'Conversations', sentence: 'Say whether a turn was answered' },
  'conversations.rules': {
    role: 'admin',
    group: 'Conversations',
    sentence: 'Change the rules by which answers are judged',
  },
  'conversations.export': {
    role: 'analyst',
    group: 'Conversations',
    sentence: 'Export conversations, personal data masked',
  },
  'conversations.reveal': {
    role: 'admin',
    group: 'Conversations',
    sentence: 'Reveal what is masked and export it as stored',
    password: true,
  },
  'analytics.read': { role: 'analyst', group: 'Analytics', sentence: 'Read volumes, answer rate and response times' },
  'conversations.import': {
    role: 'admin',
    group: 'Conversations',
    sentence: 'Import conversations, take an import back, mend their figures',
  },
  'gaps.read': { role: 'analyst', group: 'Questions', sentence: 'Read the inbox of knowledge gaps' },
  'gaps.triage': {
    role: 'analyst',
    group: 'Questions',
    sentence: 'Assign, draft, fix and close gaps, export fixed ones as questions',
  },
  'questions.read': {
    role: 'analyst',
    group: 'Questions',
    sentence: 'Read the questions people ask, grouped by meaning, personal data masked',
  },
  'questions.export': {
    role: 'analyst',
    group: 'Questions',
    sentence: 'Export the questions people ask, personal data masked',
  },
  'questions.group': {
    role: 'analyst',
    group: 'Questions',
    sentence: 'Merge, split, pin, rename and mark groups of questions, and undo it',
  },
  'monitoring.read': {
    role: 'analyst',
    group: 'Monitoring',
    sentence: 'See what is slow and why, without acting on it',
  },
  'monitoring.act': {
    role: 'admin',
    group: 'Monitoring',
    sentence: 'EXPLAIN, clear the LightRAG cache, acknowledge and mute alerts',
  },
  'monitoring.end': {
    role: 'admin',
    group: 'Monitoring',
    sentence: 'Cancel statements, end sessions',
    password: true,
  },
  'lamps.read': { role: 'operator', group: 'Console', sentence: 'See the lamp row' },
  'home.read': { role: 'operator', group: 'Console', sentence: 'See the home page' },
  'account.own': {
    role: 'operator',
    group: 'Console',
    sentence: 'Own password, second factor, sessions, theme and zone',
  },
  'audit.read': { role: 'admin', group: 'Settings', sentence: 'Read the audit log' },
  'settings.edit': { role: 'admin', group: 'Settings', sentence: 'Change settings' },
  'privacy.preview': { role: 'admin', group: 'Settings', sentence: 'See what is held of a person' },
  'privacy.erase': {
    role: 'admin',
    group: 'Settings',
    sentence: 'Erase a person from everything, drop months past their time',
    password: true,
  },
  'users.read': { role: 'admin', group: 'Settings', sentence: 'See users and their sessions' },
  'users.edit': {
    role: 'admin',
    group: 'Settings',
    sentence: 'Invite, change, ban and delete users, end their sessions',
    password: true,
  },
  'keys.read': { role: 'admin', group: 'Settings', sentence: 'See API keys' },
  'keys.edit': { role: 'admin', group: 'Settings', sentence: 'Make and revoke API keys', password: true },
  'alerts.read': { role: 'admin', group: 'Settings', sentence: 'See where alerts go' },
  'alerts.edit': {
    role: 'admin',
    group: 'Settings',
    sentence: 'Say where alerts go and from which values on, and test it',
    password: true,
  },
  'roles.read': { role: 'admin', group: 'Settings', sentence: 'See who may what' },
  'health.read': { role: 'admin', group: 'Settings', sentence: 'See the parts of this server and their state' },
} as const satisfies Record<string, Entry>;

export type Permission = keyof typeof permissions;

/** Whether `role` is the one `permission` names or one above it. */
export function roleMay(role: Role, permission: Permission): boolean {
  return roles.indexOf(role) >= roles.indexOf(permissions[permission].role);
}

/** Whether `permission` asks for a password given in the last ten minutes. */
export function needsRecentPassword(permission: Permission): boolean {
  return 'password' in permissions[permission];
}

/** What an API key can be allowed. A key never opens a page, a session never posts turns. */
export const scopes = ['phonebook:read', 'conversations:write', 'analytics:read', 'metrics:read'] as const;
export type Scope = (typeof scopes)[number];

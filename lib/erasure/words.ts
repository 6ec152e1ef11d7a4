import { countOf, formatCount } from '#lib/count.ts';
import type { ErasureProgress, StoreErased, StoreFound } from '#lib/erasure/erasure.ts';

/** What each store is called on the page. One without words here is called by its name. */
const stores: Record<string, string> = {
  accounts: 'Console accounts and keys',
  'answer rules': 'Rules for answers',
  'audit log': 'Audit log',
  "chatbot's own tables": "The chatbot's own tables",
  conversations: 'Conversations',
  imports: 'Imports',
  'knowledge gaps': 'Drafts and notes of knowledge gaps',
  'log files': 'Log files',
  phonebook: 'Phonebook',
  settings: 'Settings',
  'sign-ins': 'Sign-ins to this console',
};

export function storeWords(store: string): string {
  return stores[store] ?? store;
}

const singular: Record<string, string> = {
  turns: 'turn',
  entries: 'entry',
  'removed entries': 'removed entry',
  reports: 'report',
  changes: 'change',
  gaps: 'gap',
  'notes of gaps': 'note of a gap',
  imports: 'import',
  files: 'file',
  rows: 'row',
  'report rows': 'report row',
  'rows of their reports': 'row of their reports',
  'changes in their history': 'change in their history',
  'turns of its network': 'turn of its network',
  'log lines': 'log line',
  'sign-ins': 'sign-in',
};

/** `12 turns in 3 sessions, 1 report`; what counts nothing is left out. A session is only where turns are: it may have others. */
export function countsWords({ sessions = 0, ...counts }: Record<string, number>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => {
      const where = what === 'turns' && sessions > 0 ? ` in ${countOf(sessions, 'session', 'sessions')}` : '';
      return `${formatCount(count)} ${count === 1 ? (singular[what] ?? what) : what}${where}`;
    })
    .join(', ');
}

/** All that will go, or went, in one breath: `12 turns, 1 entry`. */
export function allWords(of: readonly (StoreFound | StoreErased)[]): string {
  return of
    .map(({ counts }) => countsWords(counts))
    .filter((words) => words !== '')
    .join(', ');
}

/** What the worker is doing, as a sentence. */
export function progressWords({ store, done, total }: ErasureProgress, isPreview: boolean): string {
  if (store === undefined) return 'Waiting for the worker, which looks every two seconds.';
  if (store === 'vacuum') return `Freeing the space in ${formatCount(total)} tables.`;
  if (store === 'waiting')
    return 'Waiting for an import or another open transaction to end; the worker looks once a minute.';
  const share = total > 0 ? `, ${Math.floor((100 * done) / total)} %` : '';
  return `${isPreview ? 'Reading' : 'Erasing'}: ${storeWords(store)}${share}.`;
}

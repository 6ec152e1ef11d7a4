/** What each action is called on the page. One without words here is spelled from its name. */
const words: Record<string, string> = {
  'alerts.acknowledge': 'Took note of an alert',
  'alerts.channel_create': 'Added a channel for alerts',
  'alerts.channel_delete': 'Took a channel for alerts away',
  'alerts.channel_test': 'Tested a channel for alerts',
  'alerts.mute': 'Muted alerts',
  'alerts.rule': 'Changed a rule of monitoring',
  'alerts.unmute': 'Ended a mute of alerts',
  'answer_cache.clear': 'Asked to clear cached answers',
  'answer_cache.cleared': 'Cleared cached answers',
  'audit.export': 'Exported the audit log',
  'backend.cancel': 'Cancelled a statement',
  'backend.cancel.outcome': 'Looked whether the statement ended',
  'backend.terminate': 'Ended a session of the database',
  'backend.terminate.outcome': 'Looked whether the session ended',
  'conversations.import': 'Imported conversations',
  'conversations.mend': 'Mended figures of conversations',
  'conversations.undo': 'Took an import of conversations back',
  'employee.create': 'Added an entry',
  'employee.update': 'Changed an entry',
  'employee.delete': 'Deleted an entry',
  'employee.report': 'Reported a mistake',
  'employee.restore': 'Restored an entry',
  'employee.revert': 'Reverted a change of an entry',
  'conversations.reveal': 'Saw a session as it is stored',
  'erasure.preview': 'Looked what is held of somebody',
  'erasure.run': 'Erased somebody',
  'erasure.start': 'Asked to erase somebody',
  'gap.assigned': 'Assigned a knowledge gap',
  'gap.drafted': 'Drafted an answer to a gap',
  'gap.due': 'Set when a gap is due',
  'gap.export': 'Exported fixed gaps as questions',
  'gap.fixed': 'Marked a gap fixed',
  'gap.noted': 'Noted something about a gap',
  'gap.opened': 'Opened a gap again',
  'gap.undo': 'Took an action on a gap back',
  'gap.wont_fix': 'Marked a gap as not to be fixed',
  'import.apply': 'Applied an import',
  'import.undo': 'Took an import back',
  'key.create': 'Made an API key',
  'key.revoke': 'Revoked an API key',
  'password.change': 'Changed their password',
  'password.reset': 'Chose a new password by link',
  'phonebook.export': 'Exported the phonebook',
  'phonebook.mend': 'Mended the search index',
  'questions.mark': 'Marked a group as no question',
  'questions.merge': 'Merged groups of questions',
  'questions.move': 'Moved questions to another group',
  'questions.pin': 'Pinned a group of questions',
  'questions.rename': 'Renamed a group of questions',
  'questions.split': 'Split a group of questions',
  'questions.undo': 'Took a decision about questions back',
  'questions.unmark': 'Marked a group as a question again',
  'questions.unpin': 'Unpinned a group of questions',
  'report.resolve': 'Resolved a report',
  'retention.drop': 'Dropped a month past its time',
  'sample.add': 'Added the sample people',
  'sample.remove': 'Removed the sample people',
  'second_factor.codes': 'Renewed their recovery codes',
  'second_factor.off': 'Switched their second factor off',
  'second_factor.on': 'Set up a second factor',
  'session.create': 'Signed in',
  'session.end': 'Signed out',
  'session.refuse': 'Was refused at sign-in',
  'session.revoke': 'Ended a session',
  'settings.update': 'Changed settings',
  'user.ban': 'Banned a user',
  'user.create': 'Created a user',
  'user.delete': 'Deleted a user',
  'user.invite': 'Invited a user',
  'user.join': 'Took up an invitation',
  'user.reset_link': 'Made a reset link',
  'user.role': 'Changed a role',
  'user.second_factor_removed': 'Took a second factor away',
  'user.unban': 'Lifted a ban',
};

/** `employee.update` → `Changed an entry`; an unknown `report.close_all` → `Report: close all`. */
export function actionWords(action: string): string {
  const known = words[action];
  if (known !== undefined) return known;
  const [subject = action, ...rest] = action.split('.');
  const name = plain(subject);
  const verb = rest.map(plain).join(' ');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${verb === '' ? '' : `: ${verb}`}`;
}

/** The details of a row in words: `mobile, designation; rows 12`. */
export function detailWords(details: Record<string, unknown>): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(
      ([name, value]) =>
        `${name === 'fields' ? '' : `${plain(name)} `}${Array.isArray(value) ? value.map(valueWords).join(', ') : valueWords(value)}`,
    )
    .join('; ');
}

function valueWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? JSON.stringify(value) : plain(String(value));
}

/** `requireSecondFactorFor` and `ip_phone` as words; ids and numbers stay as they are. */
function plain(name: string): string {
  if (!/^[a-z]+([A-Z_][a-z]*)*$/.test(name)) return name;
  return name.replace(/_/g, ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

import 'server-only';

/** Where entries stand and what was made of them. */
export const entryTables = [
  'public.employees',
  'public.employee_revisions',
  'public.entry_reports',
  'public.contact_favourites',
  'public.recent_contacts',
  'search.employee_documents',
  'search.employee_numbers',
  'search.vocabulary',
  'search.stale',
];

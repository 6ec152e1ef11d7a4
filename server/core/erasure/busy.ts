import 'server-only';

/** Something must end first, as an import that is at work; the job says so on its page and comes again within a minute. */
export class BusyStoreError extends Error {}

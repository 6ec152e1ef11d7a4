import 'server-only';

/** A store cannot be looked into now, as while an import is at work; the job comes again. */
export class BusyStoreError extends Error {}

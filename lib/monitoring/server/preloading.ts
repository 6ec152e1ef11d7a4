import { quoteText } from './quote.ts';

const LIBRARY = 'pg_stat_statements';

type Found = {
  /** shared_preload_libraries as the server says it; null where the login may not read it. */
  preloaded: string | null;
  /** Whether the extension is in this database. */
  isCreated: boolean;
  /** Who the monitor is signed in as, as SQL takes it. */
  login: string;
};

/**
 * What brings pg_stat_statements into force on a server that did not load it at start. Nobody who may not see what else is loaded is
 * told to replace it: the right to see comes first.
 */
export function mendOfPreloading({ preloaded, isCreated, login }: Found): { mend: string; restart: boolean } {
  if (preloaded === null) return { mend: `GRANT pg_monitor TO ${login};`, restart: false };
  const others = namesIn(preloaded).filter((name) => name !== LIBRARY);
  // Each name by itself: one quoted list would be taken for a single library.
  const load = `ALTER SYSTEM SET shared_preload_libraries = ${[...others, LIBRARY].map(quoteText).join(', ')};`;
  return { mend: isCreated ? load : `CREATE EXTENSION ${LIBRARY}; ${load}`, restart: true };
}

/** Names that are no plain words stand in double quotes: `auto_explain, "$libdir/other"`. */
function namesIn(list: string): string[] {
  return [...list.matchAll(/"((?:[^"]|"")*)"|([^\s,"][^,"]*)/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.trim(),
  );
}

import 'server-only';
import type { Blindness } from '#lib/monitoring/panel.ts';
import { mendOfPreloading } from '#lib/monitoring/server/preloading.ts';
import { sqlStateOf } from '#server/core/errors.ts';
import { OLDEST_VERSION, type StatementSettings, versionNumber } from './counters.ts';

const BLINDS = 'Which statements are slow, how often they run and what they cost stays unknown.';

/** Why pg_stat_statements as it is set up tells nothing, before it is asked; null where it should. */
export function blindBySettings(settings: StatementSettings): Blindness | null {
  const { available, version, schema, track, computeIds } = settings;
  if (!available)
    return {
      reason: 'The server does not bring pg_stat_statements: its package postgresql-contrib is not installed.',
      blinds: BLINDS,
      mend: null,
    };
  if (version === null || schema === null) {
    if (track === null)
      return notLoaded(
        'The extension pg_stat_statements is not in this database, and the server did not load its library at start.',
        settings,
      );
    return {
      reason: 'The extension pg_stat_statements is not in this database.',
      blinds: BLINDS,
      mend: 'CREATE EXTENSION pg_stat_statements;',
    };
  }
  if (versionNumber(version) < OLDEST_VERSION)
    return {
      reason: `The extension pg_stat_statements is still version ${version}, from an older Postgres.`,
      blinds: BLINDS,
      mend: 'ALTER EXTENSION pg_stat_statements UPDATE;',
    };
  if (track === 'none')
    return {
      reason: 'pg_stat_statements is there and counts nothing: its setting track is none.',
      blinds: BLINDS,
      mend: "ALTER SYSTEM SET pg_stat_statements.track = 'top'; SELECT pg_reload_conf();",
    };
  if (track !== null && computeIds === 'off')
    return {
      reason: 'The server gives statements no ids, so pg_stat_statements counts nothing: compute_query_id is off.',
      blinds: BLINDS,
      mend: "ALTER SYSTEM SET compute_query_id = 'auto'; SELECT pg_reload_conf();",
    };
  return null;
}

/** What the server's refusal means; null for an error that says nothing of what may be seen. */
export function blindByError(error: unknown, settings: StatementSettings): Blindness | null {
  switch (sqlStateOf(error)) {
    case '55000':
      return notLoaded(
        'The extension pg_stat_statements is in this database, but the server did not load its library at start.',
        settings,
      );
    case '42P01':
    case '42883':
      return {
        reason: 'Parts of the extension pg_stat_statements are missing in this database.',
        blinds: BLINDS,
        mend: 'DROP EXTENSION pg_stat_statements; CREATE EXTENSION pg_stat_statements;',
      };
    case '42501':
      return {
        reason: 'The monitor’s login may not read pg_stat_statements.',
        blinds: BLINDS,
        mend: `GRANT USAGE ON SCHEMA ${settings.schema} TO ${settings.login}; GRANT EXECUTE ON FUNCTION ${settings.schema}.pg_stat_statements(boolean) TO ${settings.login}; GRANT SELECT ON ${settings.schema}.pg_stat_statements_info TO ${settings.login};`,
      };
    default:
      return null;
  }
}

/** Others' lines come without id and text: their time cannot be told apart, so no share would be true. */
export function blindToOthers(hidden: number, lines: number, { login }: StatementSettings): Blindness {
  return {
    reason: `The monitor’s login may not read what other users run: ${hidden} of ${lines} lines come without id and text.`,
    blinds: 'Slow statements of other users stay unknown, and no share of the total would be true.',
    mend: `GRANT pg_monitor TO ${login};`,
  };
}

function notLoaded(reason: string, { version, libraries, login }: StatementSettings): Blindness {
  const { mend, restart } = mendOfPreloading({ preloaded: libraries, isCreated: version !== null, login });
  return {
    reason: libraries === null ? `${reason} Which libraries it did load is not seen either; that comes first.` : reason,
    blinds: BLINDS,
    mend: restart ? `${mend} -- then restart Postgres` : mend,
  };
}

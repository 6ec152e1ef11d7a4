import { mendOfPreloading } from './preloading.ts';
import { quoteName } from './quote.ts';
import type { RightsFacts } from './sample.ts';

/** One right, extension or switch that monitoring sees by. */
export type Sight = {
  name: string;
  /** `seen`: in force. `blind`: missing, and something is not seen for it. */
  state: 'seen' | 'blind';
  /** What is so, as a sentence. */
  found: string;
  /** What is not seen; null while it is in force. */
  blinds: string | null;
  /** What to run, as whom it takes; null while it is in force, or when no statement mends it. */
  mend: string | null;
  restart: boolean;
};

const LIBRARY = 'pg_stat_statements';
/** The extension is there and its library is not. */
const NOT_LOADED = '55000';
const RELOAD = 'SELECT pg_reload_conf();';

/** What monitoring may see here, what it may not, what that hides and the one statement that mends it. */
export function sightsOf(facts: RightsFacts): Sight[] {
  return [
    monitorRole(facts),
    readAllStats(facts),
    signalBackend(facts),
    statements(facts),
    tuples(facts),
    onOff('track_io_timing', facts.trackIoTiming !== 'off', 'How long statements waited for the disk is not measured.'),
    onOff(
      'compute_query_id',
      facts.computeQueryId !== 'off',
      'A running session cannot be tied to the figures of its statement.',
      'auto',
    ),
    onOff('track_activities', facts.trackActivities !== 'off', 'What sessions do is not told by the server.'),
    onOff(
      'track_counts',
      facts.trackCounts !== 'off',
      'Dead rows, whole reads and the use of indexes are not counted, and autovacuum does nothing.',
    ),
  ];
}

function monitorRole({ login, monitors, superuser, readsSettings }: RightsFacts): Sight {
  const name = 'pg_monitor';
  if (monitors) return seen(name, superuser ? `${login} is a superuser.` : `${login} has it.`);
  const hidden = readsSettings ? '' : ' and settings only a superuser sees, such as which libraries are loaded';
  return blind(name, {
    found: `${login} does not have it.`,
    blinds: `Sizes of the write-ahead log, pending lists of indexes${hidden} are not seen.`,
    mend: `GRANT pg_monitor TO ${quoteName(login)};`,
  });
}

function readAllStats({ login, readsStats }: RightsFacts): Sight {
  const name = 'pg_read_all_stats';
  if (readsStats) return seen(name, `${login} sees what others run.`);
  return blind(name, {
    found: `${login} sees its own sessions and statements alone.`,
    blinds: 'State, waits and statements of other logins are hidden, and statements of theirs come without an id.',
    mend: `GRANT pg_monitor TO ${quoteName(login)};`,
  });
}

/** Takes two rights: what the product does not see it leaves alone, whatever it may end. */
function signalBackend({ application, applicationSignals, applicationReadsStats, superuser }: RightsFacts): Sight {
  const name = 'pg_signal_backend';
  if (applicationSignals && applicationReadsStats)
    return seen(name, `${application} may cancel and end sessions of other logins.`);
  const found = superuser ? `${application} does not have it.` : `${application} may end its own sessions alone.`;
  const missing = [...(applicationSignals ? [] : [name]), ...(applicationReadsStats ? [] : ['pg_read_all_stats'])].join(
    ', ',
  );
  return blind(name, {
    found: applicationSignals ? `${application} has it, and may not see which sessions other logins have.` : found,
    blinds: 'From here, a session of another login can be seen to block and cannot be cancelled.',
    mend: `GRANT ${missing} TO ${quoteName(application)};`,
  });
}

function statements({ login, statements }: RightsFacts): Sight {
  const { available, installed, offered, refusal, track, preloaded } = statements;
  const name = LIBRARY;
  const blinds = 'Which statements cost most, and which became slower, is not measured.';
  if (!available)
    return blind(name, {
      found: 'The server does not bring it: its package postgresql-contrib is not installed.',
      blinds,
      mend: null,
    });
  if (refusal === NOT_LOADED || track === null)
    return blind(name, {
      found:
        preloaded === null
          ? 'It is not loaded when the server starts. Which libraries are is not seen; pg_monitor first mends that.'
          : 'It is not loaded when the server starts.',
      blinds,
      ...mendOfPreloading({ preloaded, isCreated: installed !== null, login: quoteName(login) }),
    });
  if (installed === null)
    return blind(name, {
      found: 'It was not created in this database.',
      blinds,
      mend: `CREATE EXTENSION ${LIBRARY};`,
    });
  if (track === 'none')
    return blind(name, {
      found: 'It is told to track nothing.',
      blinds,
      mend: `ALTER SYSTEM SET ${LIBRARY}.track = 'top'; ${RELOAD}`,
    });
  if (refusal !== null) return blind(name, { found: `Reading it was refused (${refusal}).`, blinds, mend: null });
  if (offered !== null && offered !== installed)
    return blind(name, {
      found: `Version ${installed} is in this database; the server brings ${offered}.`,
      blinds: 'Columns that the newer version added are not seen.',
      mend: `ALTER EXTENSION ${LIBRARY} UPDATE;`,
    });
  return seen(name, `Version ${installed}, tracks ${track}.`);
}

function tuples({ tuple: { available, installed, readable }, login }: RightsFacts): Sight {
  const name = 'pgstattuple';
  const blinds = 'Pending lists of full-text indexes and the share of dead space are not measured.';
  if (!available)
    return blind(name, {
      found: 'The server does not bring it: its package postgresql-contrib is not installed.',
      blinds,
      mend: null,
    });
  if (installed === null)
    return blind(name, {
      found: 'It was not created in this database.',
      blinds,
      mend: `CREATE EXTENSION ${name};`,
    });
  if (!readable)
    return blind(name, {
      found: `${login} may not call it.`,
      blinds,
      mend: `GRANT pg_stat_scan_tables TO ${quoteName(login)};`,
    });
  return seen(name, `Version ${installed}.`);
}

function onOff(name: string, isOn: boolean, blinds: string, on = 'on'): Sight {
  if (isOn) return seen(name, 'It is on.');
  return blind(name, { found: 'It is off.', blinds, mend: `ALTER SYSTEM SET ${name} = '${on}'; ${RELOAD}` });
}

function seen(name: string, found: string): Sight {
  return { name, state: 'seen', found, blinds: null, mend: null, restart: false };
}

function blind(name: string, told: Pick<Sight, 'found' | 'blinds' | 'mend'> & { restart?: boolean }): Sight {
  return { name, state: 'blind', restart: false, ...told };
}

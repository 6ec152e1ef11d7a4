-- What statements cost, from pg_stat_statements, as differences: nothing is ever reset there.

-- Each statement once, by its text without values: so its history goes on over versions, restores and tables made anew,
-- each of which changes the server's own id. `id` is made from that text.
CREATE TABLE monitor.statements (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  text text NOT NULL,
  -- Run from within a function, so that its time is in another's as well; or watching the server. Neither is in shares.
  nested boolean NOT NULL,
  watching boolean NOT NULL,
  first_seen timestamptz NOT NULL DEFAULT now(),
  last_seen timestamptz NOT NULL DEFAULT now()
);

-- Under which ids of the server a statement is known.
CREATE TABLE monitor.statement_ids (
  queryid bigint NOT NULL,
  nested boolean NOT NULL,
  statement bigint NOT NULL,
  last_seen timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (queryid, nested)
);
CREATE INDEX statement_ids_statement_idx ON monitor.statement_ids (statement);

-- A row covers `grain` minutes from `at` on. Statement 0 is all others that count, 1 all others that do not.
CREATE TABLE monitor.statement_deltas (
  grain smallint NOT NULL CHECK (grain IN (1, 10, 60, 1440)),
  at timestamptz NOT NULL,
  statement bigint NOT NULL,
  calls bigint NOT NULL,
  ms double precision NOT NULL,
  rows bigint NOT NULL,
  hit bigint NOT NULL,
  read bigint NOT NULL,
  written bigint NOT NULL,
  temp bigint NOT NULL,
  io_ms double precision NOT NULL,
  PRIMARY KEY (grain, at, statement)
) WITH (fillfactor = 80);
CREATE INDEX statement_deltas_statement_idx ON monitor.statement_deltas (statement, grain, at);

-- When counters began anew or lines were lost.
CREATE TABLE monitor.statement_seams (
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('start', 'restart', 'reset', 'evicted')),
  PRIMARY KEY (at, kind)
);

-- Each plan that was seen of a statement, by its shape. No values in it.
CREATE TABLE monitor.statement_plans (
  statement bigint NOT NULL,
  shape text NOT NULL,
  plan jsonb NOT NULL,
  first_at timestamptz NOT NULL DEFAULT now(),
  last_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (statement, shape)
);

-- With what parameters each statement of ours was last seen: how many, and the kind and length of each. No value, and no part of one, so
-- nobody can stand here. `statement` is made as in monitor.statement_runs.
CREATE TABLE monitor.statement_parameters (
  statement bigint PRIMARY KEY,
  seen_at timestamptz NOT NULL,
  count integer NOT NULL,
  shapes text[] NOT NULL
) WITH (fillfactor = 70);

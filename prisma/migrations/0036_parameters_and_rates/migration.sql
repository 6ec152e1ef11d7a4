-- With what parameters each statement of ours was last seen: how many, and the kind and length of each. No value, and no part of one, so
-- nobody can stand here. `statement` is made as in monitor.statement_runs.
CREATE TABLE monitor.statement_parameters (
  statement bigint PRIMARY KEY,
  seen_at timestamptz NOT NULL,
  count integer NOT NULL,
  shapes text[] NOT NULL
) WITH (fillfactor = 70);

-- The hit rate of Redis, 0 to 1, of each minute with enough look-ups, for seven days: what is usual must outlive the worker. The minutes
-- known so far were kept as the worst of each.
CREATE TABLE monitor.redis_rates (
  at timestamptz PRIMARY KEY,
  rate real NOT NULL
);
INSERT INTO monitor.redis_rates (at, rate) SELECT at, hit_rate FROM monitor.summaries WHERE grain = 1 AND hit_rate IS NOT NULL;

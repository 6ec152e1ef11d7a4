-- What failed, and of how much, a row a minute, a process and a matter; kept for 72 hours. No message of an error stands here.
CREATE TABLE monitor.failures (
  minute timestamptz NOT NULL,
  -- Which process counted it: web-4312, worker-4313, or the server itself.
  process text NOT NULL,
  -- A row of kind seen says that this minute was watched, whether or not anything failed.
  kind text NOT NULL,
  name text NOT NULL,
  place text NOT NULL DEFAULT '',
  detail text NOT NULL DEFAULT '',
  pool text NOT NULL DEFAULT '',
  failed integer NOT NULL,
  total integer NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (minute, process, kind, name, place, detail, pool)
);

-- Deadlocks that Postgres broke, with both parties as far as they are known; statements without their values.
CREATE TABLE monitor.deadlocks (
  id text PRIMARY KEY,
  at timestamptz NOT NULL,
  body jsonb NOT NULL
);
CREATE INDEX deadlocks_at_idx ON monitor.deadlocks (at);

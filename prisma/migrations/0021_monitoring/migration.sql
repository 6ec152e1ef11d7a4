-- What monitoring saw: one row a sample of one part (sessions, locks, pools ...), raw for 72 hours.
CREATE TABLE monitor.samples (
  kind text NOT NULL,
  at timestamptz NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (kind, at)
);

-- What was to blame, from when it was first seen to when it was seen no more. One that ended and came back is another row.
CREATE TABLE monitor.incidents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('warn', 'crit')),
  since timestamptz NOT NULL,
  told_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- The cause as it was last seen.
  cause jsonb NOT NULL
);
CREATE UNIQUE INDEX incidents_open_idx ON monitor.incidents (key) WHERE ended_at IS NULL;
CREATE INDEX incidents_told_at_idx ON monitor.incidents (told_at);

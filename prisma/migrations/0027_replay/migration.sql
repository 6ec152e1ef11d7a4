-- What the samples of one minute, or of one hour, came to: the worst of each figure. Minutes are kept for 72 hours, as the samples
-- are; hours for 400 days. Both are written with the samples themselves, so that no look at three days reads them again.
CREATE TABLE monitor.summaries (
  -- Minutes that a row covers from `at` on.
  grain smallint NOT NULL CHECK (grain IN (1, 60)),
  at timestamptz NOT NULL,
  -- Samples of sessions in which something was seen, and what.
  sessions integer NOT NULL DEFAULT 0,
  active integer,
  waiting integer,
  blocked integer,
  -- The same of the main pool.
  pools integer NOT NULL DEFAULT 0,
  pool_out integer,
  pool_most integer,
  pool_waiting integer,
  -- Of Redis: 0 not set, 1 answers, 2 away.
  redis integer NOT NULL DEFAULT 0,
  redis_state smallint,
  hit_rate real,
  -- What was told: 0 nothing, 1 a warning, 2 critical; null while nobody judged.
  verdict smallint,
  -- How many were held up in the worst sample, and when that was; null while nobody was.
  trouble integer,
  trouble_at timestamptz,
  -- What the samples of an hour take, once it is over.
  bytes bigint,
  PRIMARY KEY (grain, at)
) WITH (fillfactor = 70);

-- Samples come and go by the hundred thousand: what goes is made room again before a fifth of the table is gone.
ALTER TABLE monitor.samples SET (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);

CREATE INDEX incidents_ended_at_idx ON monitor.incidents (ended_at);

-- What became of schema, settings and versions, and which process of ours started. Found between two looks, so that it happened
-- after `from_at` and no later than `to_at`.
CREATE TABLE monitor.changes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  name text NOT NULL,
  -- The table it belongs to.
  relation text,
  what text NOT NULL CHECK (what IN ('added', 'dropped', 'changed', 'started')),
  before text,
  after text,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL
);
CREATE INDEX changes_to_at_idx ON monitor.changes (to_at);

-- All of it as it was at the last look: one row.
CREATE TABLE monitor.catalogue (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- The first look.
  since timestamptz NOT NULL DEFAULT now(),
  at timestamptz NOT NULL,
  things jsonb NOT NULL
);

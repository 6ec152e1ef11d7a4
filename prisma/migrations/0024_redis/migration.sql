-- Redis forgets its slow commands after 128 of them and with each restart: kept here, names and prefixes alone.
CREATE TABLE monitor.redis_slow (
  -- The server's own: its run, and the number of the entry in it.
  run text NOT NULL,
  id bigint NOT NULL,
  at timestamptz NOT NULL,
  micros bigint NOT NULL,
  command text NOT NULL,
  prefix text,
  PRIMARY KEY (run, id)
);
CREATE INDEX redis_slow_at_idx ON monitor.redis_slow (at);

-- Walks through LightRAG's cached answers: to count them, or to clear one knowledge base.
CREATE TABLE monitor.answer_passes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('count', 'clear')),
  knowledge_base text,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  ended_at timestamptz,
  -- Keys of the server walked past so far, and how many it held.
  seen bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL DEFAULT 0,
  result jsonb,
  failure text,
  CHECK ((kind = 'clear') = (knowledge_base IS NOT NULL))
);

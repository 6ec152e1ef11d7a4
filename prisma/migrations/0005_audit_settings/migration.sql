CREATE TABLE public.audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL,
  target_type text NOT NULL,
  target_id text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  -- The chain: sealed in the background, in an order of its own, so that a row that commits late is never skipped.
  position bigint UNIQUE,
  hash bytea
);
CREATE INDEX audit_log_created_at_id_idx ON public.audit_log (created_at, id);
CREATE INDEX audit_log_actor_id_idx ON public.audit_log (actor, id);
CREATE INDEX audit_log_action_id_idx ON public.audit_log (action, id);
CREATE INDEX audit_log_target_type_target_id_id_idx ON public.audit_log (target_type, target_id, id);
-- Where the chain ends. Kept apart, so that taking the newest sealed rows away is seen as well.
CREATE TABLE public.audit_head (
  id integer PRIMARY KEY CHECK (id = 1),
  position bigint NOT NULL,
  hash bytea NOT NULL
);
INSERT INTO public.audit_head (id, position, hash) VALUES (1, 0, '');
CREATE INDEX audit_log_unsealed_idx ON public.audit_log (id) WHERE position IS NULL;

CREATE TABLE public.settings (
  key text PRIMARY KEY,
  value jsonb NOT NULL,
  updated_by text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- One row a cache tag: a new version makes what was stored under the old one unreachable, in every process.
-- The tag '' is this install, so that two installs may share one Redis.
CREATE TABLE public.cache_tags (
  tag text PRIMARY KEY,
  version uuid NOT NULL
);
INSERT INTO public.cache_tags (tag, version) VALUES ('', gen_random_uuid());

-- When each background process last said that it is alive.
CREATE TABLE monitor.heartbeats (
  process text PRIMARY KEY,
  at timestamptz NOT NULL
);

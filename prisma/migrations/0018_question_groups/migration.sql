-- Questions by meaning: each text in one group, each group counted by blocks of time.

-- Finds the turns that asked a text: the first eight bytes of its hash.
CREATE FUNCTION search.asked_key(question text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN substring(sha256(convert_to(search.asked_text(question), 'UTF8')) FROM 1 FOR 8);

CREATE INDEX conversations_asked_idx ON public.conversations (search.asked_key(user_message), created_at);

-- Ids up to 0 are fixed: what waits for its group, and what is no question of its own. `kind` 'not_question' is a person's mark.
-- A group that was dissolved or merged stays, without texts, and leads on to the one that took over.
CREATE TABLE public.question_groups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL DEFAULT 'question' CHECK (kind IN ('question', 'not_question', 'pending', 'greeting', 'thanks', 'follow_up')),
  name text,
  medoid_id bigint,
  -- Float32, little endian, unit length, in the space of its model; of a group with texts of two models the greater part's.
  model text,
  centroid bytea,
  cohesion real,
  mixed boolean NOT NULL DEFAULT false,
  pinned boolean NOT NULL DEFAULT false,
  sessions_share real NOT NULL DEFAULT 1,
  merged_into bigint,
  created_at timestamp NOT NULL DEFAULT timezone('utc', now()),
  version integer NOT NULL DEFAULT 1
) WITH (toast_tuple_target = 128);
ALTER TABLE public.question_groups ALTER COLUMN centroid SET STORAGE EXTERNAL;
INSERT INTO public.question_groups (id, kind) OVERRIDING SYSTEM VALUE
VALUES (0, 'pending'), (-1, 'greeting'), (-2, 'thanks'), (-3, 'follow_up');

-- `seen_at` says since when a text waits for its group.
ALTER TABLE public.question_texts ADD COLUMN group_id bigint NOT NULL DEFAULT 0, ADD COLUMN seen_at timestamp NOT NULL DEFAULT timezone('utc', now());
CREATE INDEX question_texts_group_idx ON public.question_texts (group_id, id);

-- The vector of a text as its model gave it (float32, little endian, unit length), where it lies, and why there. `form` is
-- the hash of what was embedded, the text masked and its spelling mended: texts of one form share a vector. Vectors lie beside
-- the rows, so that a text that moves does not write its vector again.
CREATE TABLE public.question_embeddings (
  text_id bigint PRIMARY KEY REFERENCES public.question_texts ON DELETE CASCADE,
  model text NOT NULL,
  form bytea,
  vector bytea NOT NULL,
  likeness real,
  nearest_id bigint,
  placed_by text CHECK (placed_by IN ('online', 'batch', 'person'))
) WITH (toast_tuple_target = 128, fillfactor = 80);
ALTER TABLE public.question_embeddings ALTER COLUMN vector SET STORAGE EXTERNAL;
CREATE INDEX question_embeddings_form_idx ON public.question_embeddings (form, model);

-- The nearest texts of a text, nearest first: 12 bytes each, an int64 id and a float32 cosine, little endian.
CREATE TABLE public.question_neighbours (
  text_id bigint PRIMARY KEY REFERENCES public.question_texts ON DELETE CASCADE,
  nearest bytea NOT NULL
);

-- What is taken away from every vector of a model: their mean when it was last set, from `mean_texts` texts; `texts` were grouped at
-- `grouped_at`. One row a model.
CREATE TABLE public.question_spaces (
  model text PRIMARY KEY,
  mean bytea NOT NULL,
  mean_texts integer NOT NULL,
  texts integer NOT NULL,
  grouped_at timestamp NOT NULL DEFAULT timezone('utc', now())
);

-- How far the work is, as the worker last noted it: one row. `trouble` says in a sentence why the model is not in use, `regroup_trouble`
-- why the last re-cluster was not finished.
CREATE TABLE public.question_grouper (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  model text,
  trouble text,
  embedder_restarts integer NOT NULL DEFAULT 0,
  embedded_a_minute integer NOT NULL DEFAULT 0,
  noted_at timestamp,
  regroup_step text,
  regroup_done integer NOT NULL DEFAULT 0,
  regroup_total integer NOT NULL DEFAULT 0,
  regroup_began_at timestamp,
  regroup_ended_at timestamp,
  regroup_texts integer,
  regroup_groups integer,
  regroup_moved integer,
  regroup_seconds real,
  regroup_trouble text
);
INSERT INTO public.question_grouper DEFAULT VALUES;

-- What people decided about groups, by examples; the later word holds, and what is undone does not count.
CREATE TABLE public.question_rulings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('together', 'apart', 'pin', 'unpin', 'rename', 'not_question', 'question')),
  group_id bigint NOT NULL,
  sets jsonb NOT NULL DEFAULT '[]',
  before jsonb NOT NULL DEFAULT '{}',
  made_by uuid,
  made_at timestamp NOT NULL DEFAULT timezone('utc', now()),
  undone_by uuid,
  undone_at timestamp
);

-- How often the texts of a group were asked, in blocks of 15 minutes × 4^grain counted from 2000-01-01 UTC.
CREATE TABLE public.question_group_counts (
  grain smallint NOT NULL CHECK (grain BETWEEN 0 AND 7),
  bucket timestamp NOT NULL,
  group_id bigint NOT NULL,
  asked bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  partial bigint NOT NULL,
  PRIMARY KEY (grain, bucket, group_id) INCLUDE (asked, answered, unanswered, partial)
) WITH (fillfactor = 70);

-- The same by knowledge base, with the response times as in conversation_rollups: read for the groups a page shows.
CREATE TABLE public.question_group_details (
  group_id bigint NOT NULL,
  grain smallint NOT NULL CHECK (grain BETWEEN 0 AND 7),
  bucket timestamp NOT NULL,
  knowledge_base text NOT NULL,
  asked bigint NOT NULL,
  answered bigint NOT NULL,
  unanswered bigint NOT NULL,
  partial bigint NOT NULL,
  timed bigint NOT NULL,
  milliseconds bigint NOT NULL,
  histogram numeric NOT NULL,
  PRIMARY KEY (group_id, grain, bucket, knowledge_base)
) WITH (fillfactor = 70);

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'public.question_groups'), ('TABLE', 'public.question_embeddings'), ('TABLE', 'public.question_neighbours'), ('TABLE', 'public.question_spaces'), ('TABLE', 'public.question_grouper'),
  ('TABLE', 'public.question_rulings'), ('TABLE', 'public.question_group_counts'), ('TABLE', 'public.question_group_details'),
  ('FUNCTION', 'search.asked_key(text)')
) AS given (kind, name);

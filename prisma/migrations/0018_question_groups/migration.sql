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
  centroid bytea,
  cohesion real,
  mixed boolean NOT NULL DEFAULT false,
  pinned boolean NOT NULL DEFAULT false,
  sessions_share real NOT NULL DEFAULT 1,
  merged_into bigint,
  created_at timestamp NOT NULL DEFAULT timezone('utc', now()),
  version integer NOT NULL DEFAULT 1
);
INSERT INTO public.question_groups (id, kind) OVERRIDING SYSTEM VALUE
VALUES (0, 'pending'), (-1, 'greeting'), (-2, 'thanks'), (-3, 'follow_up');

ALTER TABLE public.question_texts ADD COLUMN group_id bigint NOT NULL DEFAULT 0;
CREATE INDEX question_texts_group_idx ON public.question_texts (group_id);

-- The vector of a text as its model gave it (float32, little endian, unit length), where it lies, and why there.
CREATE TABLE public.question_embeddings (
  text_id bigint PRIMARY KEY REFERENCES public.question_texts ON DELETE CASCADE,
  model text NOT NULL,
  vector bytea NOT NULL,
  likeness real,
  nearest_id bigint,
  placed_by text CHECK (placed_by IN ('online', 'batch', 'person'))
);

-- The nearest texts of a text, nearest first: 12 bytes each, an int64 id and a float32 cosine, little endian.
CREATE TABLE public.question_neighbours (
  text_id bigint PRIMARY KEY REFERENCES public.question_texts ON DELETE CASCADE,
  nearest bytea NOT NULL
);

-- What is taken away from every vector of a model: their mean when it was last set. One row a model.
CREATE TABLE public.question_spaces (
  model text PRIMARY KEY,
  mean bytea NOT NULL,
  texts integer NOT NULL,
  grouped_at timestamp NOT NULL DEFAULT timezone('utc', now())
);

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
  PRIMARY KEY (grain, bucket, group_id)
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
  ('TABLE', 'public.question_groups'), ('TABLE', 'public.question_embeddings'), ('TABLE', 'public.question_neighbours'), ('TABLE', 'public.question_spaces'),
  ('TABLE', 'public.question_rulings'), ('TABLE', 'public.question_group_counts'), ('TABLE', 'public.question_group_details'),
  ('FUNCTION', 'search.asked_key(text)')
) AS given (kind, name);

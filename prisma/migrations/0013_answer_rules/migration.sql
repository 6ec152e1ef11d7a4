-- What an admin changed of the rules by which answers are judged: literals of their own, and built-in rules switched off.
CREATE TABLE public.answer_rules (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The name of a rule that comes with the product, or null for a literal.
  built_in text UNIQUE,
  pattern text,
  verdict public.turn_state,
  language text NOT NULL DEFAULT 'any',
  enabled boolean NOT NULL DEFAULT true,
  created_by text NOT NULL,
  created_at timestamp NOT NULL DEFAULT timezone('utc', now()),
  CHECK ((built_in IS NULL) = (pattern IS NOT NULL AND verdict IS NOT NULL))
);

-- Where the evaluator stands: all that `done` sees is judged. While `target` is set, so is what `target` sees up to (cursor_xid, cursor_id).
CREATE TABLE public.conversation_evaluator (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  done text NOT NULL,
  target text,
  cursor_xid xid8,
  cursor_id bigint,
  rules_version integer NOT NULL DEFAULT 1
);
INSERT INTO public.conversation_evaluator (done) VALUES ('1:1:');

-- Passes over the history: dry ones count what would change, the others write it. Newest first, down from (position_at, position_id).
CREATE TABLE public.answer_passes (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dry boolean NOT NULL,
  rules jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'cancelled')),
  position_at timestamp NOT NULL DEFAULT 'infinity',
  position_id bigint NOT NULL DEFAULT 0,
  turns bigint NOT NULL,
  looked_at bigint NOT NULL DEFAULT 0,
  changes jsonb NOT NULL DEFAULT '{}',
  examples jsonb NOT NULL DEFAULT '[]',
  requested_by text NOT NULL,
  requested_at timestamp NOT NULL DEFAULT timezone('utc', now()),
  ended_at timestamp
);

SELECT monitor.give_to_owner('TABLE', name) FROM (VALUES ('public.answer_rules'), ('public.conversation_evaluator'), ('public.answer_passes')) AS given (name);

-- The inbox of knowledge gaps: groups of questions that got no answer, worked off by people and reopened by the next failure.

-- One row a gap. It is open while `closed` is null: drafted with a draft, assigned with an assignee, else new. `gone_at`: nobody
-- is without an answer any more, so it is not shown; `joined_into`: its group was merged into one that has a gap, which took over.
-- `closed_snapshot` tells turns that came in after the closing from those that stood already. Times are UTC.
CREATE TABLE public.question_gaps (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  group_id bigint NOT NULL,
  home_group_id bigint NOT NULL,
  closed text CHECK (closed IN ('fixed', 'wont_fix')),
  closed_at timestamp,
  closed_snapshot text,
  closed_sessions integer,
  reason text,
  fixed_at timestamp,
  reopened_at timestamp,
  gone_at timestamp,
  joined_into bigint,
  assignee uuid,
  due_on date,
  note text NOT NULL DEFAULT '',
  note_before text,
  note_by uuid,
  note_at timestamp,
  draft text NOT NULL DEFAULT '',
  draft_before text,
  draft_by uuid,
  draft_at timestamp,
  created_at timestamp NOT NULL DEFAULT timezone('utc', now()),
  first_failed_at timestamp NOT NULL,
  last_failed_at timestamp NOT NULL,
  figures jsonb NOT NULL,
  failing_texts bigint[] NOT NULL,
  looked_at timestamp NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT question_gaps_assignee_fkey FOREIGN KEY (assignee) REFERENCES public.users (id) ON DELETE SET NULL,
  CHECK ((closed IS NULL) = (closed_at IS NULL) AND (closed IS NULL) = (closed_snapshot IS NULL))
);
CREATE UNIQUE INDEX question_gaps_group_key ON public.question_gaps (group_id) WHERE joined_into IS NULL;
CREATE INDEX question_gaps_open_idx ON public.question_gaps (id) WHERE closed IS NULL AND gone_at IS NULL AND joined_into IS NULL;

-- Who did what to a gap, and what the product did by itself. `details` holds ids, dates and counts, what was before for the undo,
-- and never a text.
CREATE TABLE public.question_gap_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  gap_id bigint NOT NULL,
  at timestamp NOT NULL DEFAULT timezone('utc', clock_timestamp()),
  actor text NOT NULL,
  kind text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  undone_by text,
  undone_at timestamp,
  CONSTRAINT question_gap_events_gap_id_fkey FOREIGN KEY (gap_id) REFERENCES public.question_gaps (id) ON DELETE CASCADE
);
CREATE INDEX question_gap_events_gap_id_id_idx ON public.question_gap_events (gap_id, id);

-- The counts of a group when it was last looked at: one that differs is looked at again.
CREATE TABLE public.question_gap_marks (
  group_id bigint PRIMARY KEY,
  unanswered bigint NOT NULL,
  partial bigint NOT NULL
);

-- The texts of a group that got no answer.
CREATE INDEX question_texts_failed_idx ON public.question_texts (group_id, unanswered DESC) WHERE unanswered > 0;

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'public.question_gaps'), ('TABLE', 'public.question_gap_events'), ('TABLE', 'public.question_gap_marks')
) AS given (kind, name);

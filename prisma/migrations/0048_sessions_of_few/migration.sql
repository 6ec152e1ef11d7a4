-- The texts of a group that were asked since a moment are few of its texts: their sessions are counted one by one.
CREATE INDEX question_texts_group_last_idx ON public.question_texts (group_id, last_at);
-- NULL while nobody has looked: a group made since the last grouping had a session for each of its turns.
ALTER TABLE public.question_groups ALTER COLUMN sessions_share DROP NOT NULL, ALTER COLUMN sessions_share DROP DEFAULT;
UPDATE public.question_groups SET sessions_share = NULL WHERE sessions_share = 1;

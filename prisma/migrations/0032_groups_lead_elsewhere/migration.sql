-- A group that led on to itself was never gone: nothing else took its texts over.
UPDATE public.question_groups SET merged_into = NULL WHERE merged_into = id;
ALTER TABLE public.question_groups ADD CONSTRAINT question_groups_merged_into_check CHECK (merged_into <> id) NOT VALID;
ALTER TABLE public.question_groups VALIDATE CONSTRAINT question_groups_merged_into_check;

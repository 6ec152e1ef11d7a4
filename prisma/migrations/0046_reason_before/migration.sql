-- Why a gap was not to be fixed before it was closed for another reason: taking back the second says the first again. It stands in the row,
-- like the draft before, since events keep no text.
ALTER TABLE public.question_gaps ADD COLUMN reason_before text;

-- What of its group a gap is about: the texts around which most turns get no answer, the most typical first, and where they lie.
-- `looked` texts of the group were compared. Made again by the worker while the gap is open; one made for another group than the gap's is
-- out of date. Without texts: the failures are scattered.
CREATE TABLE public.question_gap_cores (
  gap_id bigint PRIMARY KEY,
  group_id bigint NOT NULL,
  model text,
  texts bigint[] NOT NULL,
  looked integer NOT NULL,
  mean bytea,
  failing real,
  made_at timestamp NOT NULL DEFAULT timezone('utc', clock_timestamp()),
  CONSTRAINT question_gap_cores_gap_id_fkey FOREIGN KEY (gap_id) REFERENCES public.question_gaps (id) ON DELETE CASCADE
);

SELECT monitor.give_to_owner('TABLE', 'public.question_gap_cores');

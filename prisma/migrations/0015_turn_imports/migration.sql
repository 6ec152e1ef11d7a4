-- Imports of conversation turns.
ALTER TABLE public.import_batches DROP CONSTRAINT import_batches_source_check;
ALTER TABLE public.import_batches ADD CONSTRAINT import_batches_source_check CHECK (source IN ('csv', 'undo', 'jsonl'));

-- One row for each transaction of an import, written in it: where a stopped run goes on, and, by the transaction's id and
-- the span of the turns' ids, which turns are the import's.
CREATE TABLE public.import_turn_chunks (
  batch integer NOT NULL REFERENCES public.import_batches (id) ON DELETE CASCADE,
  -- Lines and bytes of the file that are done when this chunk is.
  last_line bigint NOT NULL,
  end_byte bigint NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  first_id bigint,
  last_id bigint,
  read integer NOT NULL,
  stored integer NOT NULL,
  unchanged integer NOT NULL,
  rejected integer NOT NULL,
  mended integer NOT NULL,
  PRIMARY KEY (batch, last_line)
);

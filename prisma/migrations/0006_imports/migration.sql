-- One row an import, and one an undo, which is a batch of its own that names the batch it takes back.
CREATE TABLE public.import_batches (
  id serial PRIMARY KEY,
  source text NOT NULL CHECK (source IN ('csv', 'undo')),
  undoes integer REFERENCES public.import_batches (id),
  file_name text NOT NULL,
  file_hash text,
  file_bytes bigint,
  -- What the file looks like: encoding, delimiter, header, first rows, and sentences about what was assumed.
  file_facts jsonb NOT NULL DEFAULT '{}',
  -- The field of each column by position; null leaves a column out.
  mapping jsonb NOT NULL DEFAULT '[]',
  mode text NOT NULL DEFAULT 'update' CHECK (mode IN ('update', 'whole_directory')),
  state text NOT NULL DEFAULT 'uploaded' CHECK (state IN
    ('uploaded', 'previewing', 'previewed', 'applying', 'applied', 'undoing', 'undone', 'failed', 'discarded')),
  counts jsonb NOT NULL DEFAULT '{}',
  problem_count integer NOT NULL DEFAULT 0,
  confirm_missing integer,
  progress jsonb NOT NULL DEFAULT '{}',
  error text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Moves with every progress report: a batch at work that is silent for long was killed.
  touched_at timestamptz NOT NULL DEFAULT now(),
  applied_at timestamptz,
  undone_at timestamptz
);
CREATE INDEX import_batches_created_at_id_idx ON public.import_batches (created_at, id);
CREATE INDEX import_batches_undoes_idx ON public.import_batches (undoes);
CREATE INDEX import_batches_at_work_idx ON public.import_batches (id) WHERE state IN ('previewing', 'applying', 'undoing');

-- What a batch did, or would do: read from the history its own transaction wrote. No foreign key to employees: an entry
-- made by a preview does not exist afterwards.
CREATE TABLE public.import_changes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch integer NOT NULL REFERENCES public.import_batches (id) ON DELETE CASCADE,
  row_number integer,
  kind text NOT NULL CHECK (kind IN ('created', 'updated', 'deleted', 'restored')),
  employee integer,
  employee_id text,
  full_name text NOT NULL,
  changes jsonb NOT NULL
);
CREATE INDEX import_changes_batch_id_idx ON public.import_changes (batch, id);
CREATE INDEX import_changes_batch_kind_id_idx ON public.import_changes (batch, kind, id);

CREATE TABLE public.import_problems (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch integer NOT NULL REFERENCES public.import_batches (id) ON DELETE CASCADE,
  -- An error rejects its row; a remark only tells, and the cell is kept as typed.
  severity text NOT NULL DEFAULT 'error' CHECK (severity IN ('error', 'remark')),
  row_number integer,
  column_name text,
  message text NOT NULL,
  value text
);
CREATE INDEX import_problems_batch_id_idx ON public.import_problems (batch, id);

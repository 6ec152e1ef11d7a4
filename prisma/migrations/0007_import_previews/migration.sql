-- Counts the previews of a batch: an import is applied as the preview that somebody has looked at, or not at all.
ALTER TABLE public.import_batches ADD COLUMN preview integer NOT NULL DEFAULT 0;

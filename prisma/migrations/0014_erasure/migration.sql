-- One row an erasure, from its preview to its end. `value` is what is looked for: emptied when the erasure ends or was left
-- alone, so that only its keyed hash stays.
CREATE TABLE public.erasures (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('session', 'email', 'number', 'name', 'address')),
  value text,
  value_hash text NOT NULL,
  state text NOT NULL DEFAULT 'previewing' CHECK (state IN ('previewing', 'previewed', 'erasing', 'erased', 'failed', 'discarded')),
  -- By store: how many of what hold it, and masked examples.
  found jsonb NOT NULL DEFAULT '[]',
  -- By store: what was taken away.
  erased jsonb NOT NULL DEFAULT '[]',
  progress jsonb NOT NULL DEFAULT '{}',
  -- Where the work goes on after a stop; written with each chunk, in its transaction.
  place jsonb NOT NULL DEFAULT '{}',
  error text,
  -- Whoever previewed or, after that, confirmed it.
  asked_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  touched_at timestamptz NOT NULL DEFAULT now(),
  erased_at timestamptz,
  CONSTRAINT erasures_value_check CHECK (value IS NULL OR state IN ('previewing', 'previewed', 'erasing', 'failed'))
);
CREATE INDEX erasures_open_idx ON public.erasures (touched_at) WHERE value IS NOT NULL;

-- One form of a text for comparing names in: composed, without accents, in lower case. All of the text, however long.
CREATE FUNCTION search.fold_whole(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(public.unaccent('public.unaccent'::regdictionary, normalize(value, NFKC)));

SELECT monitor.give_to_owner(kind, name) FROM (VALUES ('TABLE', 'public.erasures'), ('FUNCTION', 'search.fold_whole(text)')) AS given (kind, name);

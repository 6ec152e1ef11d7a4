-- How large tables were, hour by hour, for 100 days. The relation `*` is the whole database.
CREATE TABLE monitor.table_sizes (
  relation text NOT NULL,
  hour timestamptz NOT NULL,
  bytes bigint NOT NULL,
  -- What of these are its indexes.
  index_bytes bigint NOT NULL,
  rows bigint NOT NULL,
  PRIMARY KEY (relation, hour)
);
CREATE INDEX table_sizes_hour_idx ON monitor.table_sizes (hour);

-- Every index that was ever seen, so that one that is gone can be named with its definition, and one that nobody uses with how long
-- that was watched. `ours`: it was there right after the migrations.
CREATE TABLE monitor.indexes (
  relation text NOT NULL,
  name text NOT NULL,
  definition text NOT NULL,
  ours boolean NOT NULL DEFAULT false,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  scans bigint NOT NULL DEFAULT 0,
  -- When its scans were last seen to have grown.
  used_at timestamptz,
  PRIMARY KEY (relation, name)
);

-- The indexes of user tables as they are; those of a constraint are defined by it, those of partitions come with their parent's.
CREATE VIEW monitor.present_indexes AS
SELECT i.indexrelid AS id, format('%s.%s', n.nspname, t.relname) AS relation, c.relname::text AS name,
       CASE WHEN k.oid IS NOT NULL THEN format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, t.relname, k.conname, pg_get_constraintdef(k.oid))
            ELSE replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') END AS definition
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
WHERE n.nspname IN ('public', 'search', 'monitor', 'partitions') AND NOT c.relispartition AND i.indisvalid AND t.relpersistence <> 't';

-- Takes the list of what belongs here. Run right after migrations were applied.
CREATE FUNCTION monitor.remember_indexes() RETURNS void LANGUAGE sql AS $$
  UPDATE monitor.indexes i SET ours = false WHERE ours AND NOT EXISTS (SELECT FROM monitor.present_indexes p WHERE (p.relation, p.name) = (i.relation, i.name));
  INSERT INTO monitor.indexes AS i (relation, name, definition, ours) SELECT relation, name, definition, true FROM monitor.present_indexes
  ON CONFLICT (relation, name) DO UPDATE SET definition = excluded.definition, ours = true;
$$;

-- Keeps which indexes there are and whether they were used since the last look; forgets those that are gone and never were ours.
CREATE FUNCTION monitor.note_indexes() RETURNS void LANGUAGE sql AS $$
  DELETE FROM monitor.indexes i WHERE NOT ours AND NOT EXISTS (SELECT FROM monitor.present_indexes p WHERE (p.relation, p.name) = (i.relation, i.name));
  INSERT INTO monitor.indexes AS i (relation, name, definition, scans)
  SELECT p.relation, p.name, p.definition, coalesce(s.idx_scan, 0) FROM monitor.present_indexes p LEFT JOIN pg_stat_user_indexes s ON s.indexrelid = p.id
  ON CONFLICT (relation, name) DO UPDATE SET scans = excluded.scans, definition = CASE WHEN i.ours THEN i.definition ELSE excluded.definition END,
    used_at = CASE WHEN excluded.scans <> i.scans THEN now() ELSE i.used_at END;
$$;

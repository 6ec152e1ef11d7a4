-- The index of a partitioned table is scanned in its parts alone, which are what the server counts: it counts with all of them.
CREATE OR REPLACE FUNCTION monitor.note_indexes() RETURNS void LANGUAGE sql AS $$
  DELETE FROM monitor.indexes i WHERE NOT ours AND NOT EXISTS (SELECT FROM monitor.present_indexes p WHERE (p.relation, p.name) = (i.relation, i.name));
  WITH RECURSIVE parts AS (
    SELECT id AS root, id AS part FROM monitor.present_indexes
    UNION ALL
    SELECT parts.root, h.inhrelid FROM parts JOIN pg_inherits h ON h.inhparent = parts.part
  ), used AS (
    SELECT parts.root, sum(s.idx_scan)::bigint AS scans FROM parts JOIN pg_stat_user_indexes s ON s.indexrelid = parts.part GROUP BY parts.root
  )
  INSERT INTO monitor.indexes AS i (relation, name, definition, scans)
  SELECT p.relation, p.name, p.definition, coalesce(u.scans, 0) FROM monitor.present_indexes p LEFT JOIN used u ON u.root = p.id
  ON CONFLICT (relation, name) DO UPDATE SET scans = excluded.scans, definition = CASE WHEN i.ours THEN i.definition ELSE excluded.definition END,
    used_at = CASE WHEN excluded.scans <> i.scans THEN now() ELSE i.used_at END;
$$;

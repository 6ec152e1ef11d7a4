-- The same words for a tenth of the work: translate compares every letter of a text with every sign, which took half the time of the
-- words of a turn; most texts hold few signs, and replace gives back at once a text that holds none. What stands in indexes stays true.
CREATE OR REPLACE FUNCTION search.apart(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(value,
  '.', ' '), '/', ' '), '_', ' '), '@', ' '), ':', ' '), '<', ' '), '>', ' '), '&', ' '), '+', ' '), '-', ' ');

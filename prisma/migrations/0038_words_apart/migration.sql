-- Words that a sign joins are words: "debit/credit", "on.I", "ada@example.org" and "4711-0815" were one each, or a number below zero, as
-- the parser takes them for file names, hosts and signs, and what stands between < and > for markup; none was found by a part of it.
CREATE FUNCTION search.apart(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(value, './_@:<>&+-', '          ');

-- The words of one side of a turn, and where they stand.
CREATE FUNCTION search.side_words(value text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('search.turn'::regconfig, search.apart(left(value, 50000)));

CREATE OR REPLACE FUNCTION search.turn_words(question text, answer text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN search.side_words(question) || search.side_words(answer);

CREATE OR REPLACE FUNCTION search.prefix_query(beginning text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(string_agg(quote_literal(l.lexeme) || ':*', ' <-> ' ORDER BY l.positions[1])::tsquery, ''::tsquery)
        FROM unnest(search.side_words(left(beginning, 255))) AS l);

SELECT monitor.give_to_owner(kind, name) FROM (VALUES ('FUNCTION', 'search.apart(text)'), ('FUNCTION', 'search.side_words(text)')) AS given (kind, name);

-- What stands in the index was made by the words of before.
DO $$
DECLARE
  part regclass;
BEGIN
  FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'public.conversations_text_idx'::regclass LOOP
    EXECUTE format('REINDEX INDEX %s', part);
  END LOOP;
END $$;

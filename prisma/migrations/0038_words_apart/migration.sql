-- Words that a sign joins are words: "debit/credit", "on.I" and "ada@example.org" were one each, as file names and hosts are, and
-- none was found by a part of it.
CREATE FUNCTION search.apart(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(value, './_@:', '     ');

CREATE OR REPLACE FUNCTION search.turn_words(question text, answer text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('search.turn'::regconfig, search.apart(left(question, 50000))) || to_tsvector('search.turn'::regconfig, search.apart(left(answer, 50000)));

CREATE OR REPLACE FUNCTION search.prefix_query(beginning text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(string_agg(quote_literal(l.lexeme) || ':*', ' <-> ' ORDER BY l.positions[1])::tsquery, ''::tsquery)
        FROM unnest(to_tsvector('search.turn'::regconfig, search.apart(left(beginning, 255)))) AS l);

SELECT monitor.give_to_owner('FUNCTION', 'search.apart(text)');

-- What stands in the index was made by the words of before.
DO $$
DECLARE
  part regclass;
BEGIN
  FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'public.conversations_text_idx'::regclass LOOP
    EXECUTE format('REINDEX INDEX %s', part);
  END LOOP;
END $$;

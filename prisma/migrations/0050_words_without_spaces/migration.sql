-- Chinese, Japanese, Thai, Lao, Burmese and Khmer put no spaces between words, so that the parser took a whole sentence for one and none of
-- its words was found. A text is kept as the pairs of its neighbouring letters, each with its marks: of 信用卡 there are 信用, 用卡, 卡.
CREATE FUNCTION search.holds_unspaced(value text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN octet_length(value) <> length(value) AND value ~ '[\u3005-\u3007\u3031-\u3035\u303B\u303C\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9D\u0E01-\u0E30\u0E32\u0E33\u0E40-\u0E46\u0E81-\u0EB0\u0EB2\u0EB3\u0EBD\u0EC0-\u0EC6\u0EDC-\u0EDF\u1000-\u102A\u103F\u1050-\u1055\u105A-\u105D\u1061\u1065\u1066\u106E-\u1070\u1075-\u1081\u108E\u1780-\u17B3\u17D7\u17DC\U00020000-\U0003FFFF]';

-- Runs of such letters are set apart from what is beside them, each letter is written twice and what stands first in a run taken away.
-- Letters beyond the basic plane are words of their own: of their pairs, 50,000 different ones on either side would not fit into a tsvector.
CREATE FUNCTION search.unspaced(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(regexp_replace(regexp_replace(replace(value, U&'\200B', ''),
  '(?:[\u3005-\u3007\u3031-\u3035\u303B\u303C\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9D\u0E01-\u0E30\u0E32\u0E33\u0E40-\u0E46\u0E81-\u0EB0\u0EB2\u0EB3\u0EBD\u0EC0-\u0EC6\u0EDC-\u0EDF\u1000-\u102A\u103F\u1050-\u1055\u105A-\u105D\u1061\u1065\u1066\u106E-\u1070\u1075-\u1081\u108E\u1780-\u17B3\u17D7\u17DC][\u0E31\u0E34-\u0E3A\u0E47-\u0E4E\u0EB1\u0EB4-\u0EBC\u0EC8-\u0ECE\u102B-\u103E\u1056-\u1059\u105E-\u1060\u1062-\u1064\u1067-\u106D\u1071-\u1074\u1082-\u108D\u108F\u109A-\u109D\u17B4-\u17D3\u17DD\u302A-\u302F\u3099\u309A\uFF9E\uFF9F]*)+|[\U00020000-\U0003FFFF][\u0E31\u0E34-\u0E3A\u0E47-\u0E4E\u0EB1\u0EB4-\u0EBC\u0EC8-\u0ECE\u102B-\u103E\u1056-\u1059\u105E-\u1060\u1062-\u1064\u1067-\u106D\u1071-\u1074\u1082-\u108D\u108F\u109A-\u109D\u17B4-\u17D3\u17DD\u302A-\u302F\u3099\u309A\uFF9E\uFF9F]*', ' \& ', 'g'),
  '[\u3005-\u3007\u3031-\u3035\u303B\u303C\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9D\u0E01-\u0E30\u0E32\u0E33\u0E40-\u0E46\u0E81-\u0EB0\u0EB2\u0EB3\u0EBD\u0EC0-\u0EC6\u0EDC-\u0EDF\u1000-\u102A\u103F\u1050-\u1055\u105A-\u105D\u1061\u1065\u1066\u106E-\u1070\u1075-\u1081\u108E\u1780-\u17B3\u17D7\u17DC][\u0E31\u0E34-\u0E3A\u0E47-\u0E4E\u0EB1\u0EB4-\u0EBC\u0EC8-\u0ECE\u102B-\u103E\u1056-\u1059\u105E-\u1060\u1062-\u1064\u1067-\u106D\u1071-\u1074\u1082-\u108D\u108F\u109A-\u109D\u17B4-\u17D3\u17DD\u302A-\u302F\u3099\u309A\uFF9E\uFF9F]*', '\& \&', 'g'),
  ' [\u3005-\u3007\u3031-\u3035\u303B\u303C\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9D\u0E01-\u0E30\u0E32\u0E33\u0E40-\u0E46\u0E81-\u0EB0\u0EB2\u0EB3\u0EBD\u0EC0-\u0EC6\u0EDC-\u0EDF\u1000-\u102A\u103F\u1050-\u1055\u105A-\u105D\u1061\u1065\u1066\u106E-\u1070\u1075-\u1081\u108E\u1780-\u17B3\u17D7\u17DC][\u0E31\u0E34-\u0E3A\u0E47-\u0E4E\u0EB1\u0EB4-\u0EBC\u0EC8-\u0ECE\u102B-\u103E\u1056-\u1059\u105E-\u1060\u1062-\u1064\u1067-\u106D\u1071-\u1074\u1082-\u108D\u108F\u109A-\u109D\u17B4-\u17D3\u17DD\u302A-\u302F\u3099\u309A\uFF9E\uFF9F]* (?=[\u3005-\u3007\u3031-\u3035\u303B\u303C\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9D\u0E01-\u0E30\u0E32\u0E33\u0E40-\u0E46\u0E81-\u0EB0\u0EB2\u0EB3\u0EBD\u0EC0-\u0EC6\u0EDC-\u0EDF\u1000-\u102A\u103F\u1050-\u1055\u105A-\u105D\u1061\u1065\u1066\u106E-\u1070\u1075-\u1081\u108E\u1780-\u17B3\u17D7\u17DC])', ' ', 'g');

CREATE FUNCTION search.signs_apart(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(value,
  '.', ' '), '/', ' '), '_', ' '), '@', ' '), ':', ' '), '<', ' '), '>', ' '), '&', ' '), '+', ' '), '-', ' ');

-- A text of other scripts is what it was.
CREATE OR REPLACE FUNCTION search.apart(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN search.holds_unspaced(value) THEN search.unspaced(search.signs_apart(value)) ELSE search.signs_apart(value) END;

-- left goes through a whole text, which the test of it does as well: a short one is taken as it is.
CREATE OR REPLACE FUNCTION search.side_words(value text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('search.turn'::regconfig, search.apart(CASE WHEN octet_length(value) > 50000 THEN left(value, 50000) ELSE value END));

-- Whether one side holds words in a row. A tsvector knows 16,383 places, and a text of such letters has as many words as letters: it is read
-- in pieces, which overlap by more than can be typed.
CREATE FUNCTION search.side_holds(value text, sought tsquery) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN EXISTS (
  SELECT FROM generate_series(1, greatest(least(length(value), 50000), 1), 7500) AS piece (start)
  WHERE search.side_words(substr(value, piece.start, least(8000, 50001 - piece.start))) @@ sought
);

SELECT monitor.give_to_owner('FUNCTION', name) FROM (VALUES ('search.holds_unspaced(text)'), ('search.unspaced(text)'), ('search.signs_apart(text)'),
  ('search.side_holds(text, tsquery)')) AS given (name);

-- Months whose text index was made by the words of before: the worker reads them, and makes the index anew of each that holds such letters,
-- without locking anybody out. Until then such words are found in their newer turns alone. Others' indexes stay true.
CREATE TABLE search.stale_months (partition name PRIMARY KEY);
SELECT monitor.give_to_owner('TABLE', 'search.stale_months');

DO $$
DECLARE
  part name;
  holds boolean;
BEGIN
  FOR part IN SELECT c.relname FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid WHERE h.inhparent = 'public.conversations'::regclass LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM partitions.%I)', part) INTO holds;
    IF holds THEN INSERT INTO search.stale_months VALUES (part); END IF;
    -- A session that has the index at hand keeps the functions of before written out in it until something about the index changes.
    PERFORM public.conversations_suit_partition(part::text);
  END LOOP;
END $$;

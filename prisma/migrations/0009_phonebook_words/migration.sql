-- Search, second slice: one vocabulary of all words with their sounds and their one-letter neighbours, and one tsvector
-- an entry for names and roles. Kept by triggers, so a row written by plain SQL is found at once; always rebuildable.

DROP FUNCTION search.with_names(tsquery, integer, boolean, text, text, text, text);
DROP FUNCTION search.with_words(tsquery, integer, boolean, text, text, text, text);
DROP FUNCTION search.differences();
DROP FUNCTION search.document_of(public.employees);
DROP FUNCTION search.words(text);
DROP TABLE search.employee_documents;

-- Lower case, without accents and apostrophes, other punctuation to single spaces, at most 400 characters. One definition
-- for rows, queries and the order of lists. Plain ASCII, which is most of what is written, takes the short way.
CREATE OR REPLACE FUNCTION search.normalise(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  said text := pg_catalog.left(value, 400);
BEGIN
  IF said IS NULL THEN RETURN ''; END IF;
  IF pg_catalog.octet_length(said) = pg_catalog.length(said) THEN
    said := pg_catalog.translate(pg_catalog.lower(said), E'!"#$%&()*+,-./:;<=>?@[\\]^_{|}~\t\n\r\u000b\f\u007f''`', '                                   ');
    IF pg_catalog.strpos(said, '  ') > 0 THEN said := pg_catalog.regexp_replace(said, ' +', ' ', 'g'); END IF;
    RETURN pg_catalog.btrim(said, ' ');
  END IF;
  -- Marks that decomposition sets free: accents, Hebrew points, Arabic vowel signs and the tatweel; joiners of no width.
  said := pg_catalog.regexp_replace(pg_catalog.normalize(pg_catalog.lower(said), 'NFKD'),
    '[\u00ad\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]+', '', 'g');
  said := pg_catalog.lower(public.unaccent('public.unaccent'::pg_catalog.regdictionary, pg_catalog.left(said, 400)));
  said := pg_catalog.translate(said, U&'\0622\0623\0625\0671\0649\06CC\0629\06A9\06C1', U&'\0627\0627\0627\0627\064A\064A\0647\0643\0647');
  RETURN pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.left(said, 400),
    '[''`´ʼʻ’‘ʹ]+', '', 'g'), '[\s!-/:-@\[-^_{-~\u00a1-\u00bf·।،؛؟\u2010-\u2027\u2030-\u205e\u3000-\u3002]+', ' ', 'g'));
END $$;
REINDEX INDEX public.employees_name_id_idx;
REINDEX INDEX public.employees_department_name_id_idx;
REINDEX INDEX public.employees_designation_name_id_idx;
REINDEX INDEX public.employees_division_name_id_idx;
REINDEX INDEX public.employees_kind_name_id_idx;

-- Forms of address, ranks and degrees: words beside a name that nobody is told apart by.
CREATE FUNCTION search.titles() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '{mr,mrs,ms,miss,mx,mister,missis,sir,madam,madame,dr,doctor,prof,professor,engr,adv,advocate,alhaj,alhajj,barrister,hon,honorable,honourable,rev,reverend,col,lt,ltcol,gen,brig,capt,captain,sgt,cpl,retd,jr,sr,ii,iii,iv,phd,mba,mbbs,esq,herr,frau,shri,smt,janab,saheb,sahib,bhai,apa}'::text[]
$$;
-- Spellings of Muhammad: a name to some callers and noise to others, so all are one word of little weight. Written as
-- normalise gives them, its vowel signs decomposed.
CREATE FUNCTION search.muhammads() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '{md,mhd,mohd,muhd,moh,mohammad,mohammed,mohamad,mohamed,mohammod,mohamod,mohummad,muhammad,muhammed,muhamad,muhamed,muhammod,mahammad,mahamed,mohamud,mehmed,মোঃ,মো,মোহাম্মদ,মুহাম্মদ,মোহাম্মাদ,মুহাম্মাদ,محمد,мухаммад,мухаммед,мохаммед}'::text[]
$$;

-- The very name, for exact hits: without titles, initials joined (a k m = akm), Muhammad in one spelling.
CREATE FUNCTION search.name_key(normalised text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  word text;
  words text[] := pg_catalog.string_to_array(normalised, ' ');
  kept text[] := '{}';
  initials boolean := false;
BEGIN
  FOREACH word IN ARRAY words LOOP
    IF word = ANY (search.titles()) THEN CONTINUE; END IF;
    IF word = ANY (search.muhammads()) THEN word := 'md'; END IF;
    IF pg_catalog.length(word) = 1 AND initials THEN
      kept[pg_catalog.cardinality(kept)] := kept[pg_catalog.cardinality(kept)] || word;
    ELSE
      kept := kept || word;
      initials := pg_catalog.length(word) = 1;
    END IF;
  END LOOP;
  IF pg_catalog.cardinality(kept) = 0 THEN RETURN normalised; END IF;
  RETURN pg_catalog.array_to_string(kept, ' ');
END $$;

-- An employee id whatever its dashes, spaces, case and leading zeros.
CREATE FUNCTION search.id_key(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.ltrim(pg_catalog.replace(search.normalise(pg_catalog.left(value, 200)), ' ', ''), '0')
$$;
CREATE INDEX employees_id_key_idx ON public.employees (search.id_key(employee_id));

-- Cyrillic, Greek, Arabic, Bengali and Devanagari letters as Latin ones, as far as the sounds below need them. A capital
-- is a letter with an h (K is kh), but for N ng, P ps, R ri and X ts.
CREATE FUNCTION search.latin(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  said text := word;
  -- Bengali, Devanagari, Cyrillic, Greek, Arabic; then the letters and signs without a sound.
  letters CONSTANT text := E'কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ\u09ce\u0982অআইঈউঊঋএঐওঔ\u09be\u09bf\u09c0\u09c1\u09c2\u09c3\u09c7\u09c8\u09cb\u09cc' ||
    E'कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह\u0902अआइईउऊऋएऐओऔ\u093e\u093f\u0940\u0941\u0942\u0943\u0947\u0948\u094b\u094c' ||
    E'абвгґдежзиійклмнопрстуфхцчшщыэюяєїёћђџљњј' ||
    E'αβγδεζηθικλμνξοπρσςτυφχψω' ||
    E'ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگئؤۀےں' ||
    E'\u0983\u0981\u09cd\u09bc\u09d7\u0903\u0901\u094d\u093cъьء';
  latin CONSTANT text := 'kKgGnCCjJntTdDntTdDnpfbBmjrlSSshtNaaiiuuReoooaiiuuReooo' || 'kKgGnCCjJntTdDntTdDnpfbBmyrlvSSshnaaiiuuReaoaaiiuuReaoa' || 'abvggdeZziiiklmnoprstufKXCSSieyyyieCjdlnj' || 'avgdeziTiklmnxoprsstifCPo' || 'abtTjhKdDrzsSsdtzaGfkklmnhuypCZgaahen';
BEGIN
  IF pg_catalog.octet_length(said) = pg_catalog.length(said) THEN RETURN said; END IF;
  -- Bengali and Devanagari: a conjunct of one letter twice is that letter; ya with a nukta or after a virama is no consonant.
  IF said ~ '[\u09cd\u094d\u09bc]' THEN
    said := pg_catalog.regexp_replace(said, '([\u0995-\u09b9\u0915-\u0939])[\u09cd\u094d]\1', '\1', 'g');
    said := pg_catalog.regexp_replace(said, '\u09cd\u09af|\u09af\u09bc', 'y', 'g');
    said := pg_catalog.regexp_replace(said, '[\u09a1\u09a2]\u09bc', 'r', 'g');
    said := pg_catalog.regexp_replace(said, '\u0995\u09cd\u09b7', 'kh', 'g');
  END IF;
  said := pg_catalog.replace(pg_catalog.regexp_replace(said, '^\u0648', 'w'), 'дж', 'j');
  RETURN pg_catalog.translate(said, letters, latin);
END $$;

-- The consonants of a word as they sound, one to four ways: vowels, h and y drop out but for what stands first, doubles
-- are one, kh gh ph q ck w and their kind fold. z is heard as j (Zahangir) and as s (Suzan), soft g as j, ch as k.
CREATE FUNCTION search.sounds(word text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  said text;
  ways text[];
BEGIN
  IF word ~ '[0-9]' OR pg_catalog.length(word) NOT BETWEEN 2 AND 40 THEN RETURN '{}'; END IF;
  said := pg_catalog.regexp_replace(search.latin(word), '(.)\1+', '\1', 'g');
  said := pg_catalog.regexp_replace(said, '^(?:kn|gn|pn)', 'n');
  IF said LIKE 'wr%' THEN said := pg_catalog.substr(said, 2); END IF;
  IF said LIKE 'mc%' THEN said := 'mac' || pg_catalog.substr(said, 3); END IF;
  IF pg_catalog.strpos(said, 'ght') > 0 THEN said := pg_catalog.regexp_replace(said, 'i?ght', 't', 'g'); END IF;
  said := pg_catalog.regexp_replace(said, 's?c?h?tch|tsch|ch', 'C', 'g');
  said := pg_catalog.regexp_replace(said, 'sC|sh|t[sz]|zs|sz|sc(?=[eiy])|c(?=[eiy])', 's', 'g');
  said := pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(said, 'ph', 'f'), 'ck', 'k'), 'x', 'ks');
  said := pg_catalog.regexp_replace(said, 'dg(?=[eiy])|zh', 'j', 'g');
  said := pg_catalog.regexp_replace(said, 'gh(?=.)|g(?![eiy])', 'G', 'g');
  said := pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(said, 'N', 'nG'), 'P', 'ps'), 'R', 'ri');
  said := pg_catalog.translate(said, 'cqKTDBSJZX', 'kkktdbsjjs');
  said := pg_catalog.regexp_replace(said, '([aeiou])w(?![aeiouy])', '\1', 'g');
  said := pg_catalog.replace(said, 'w', 'v');
  said := pg_catalog.regexp_replace(said, '^[aeiouy]+', 'a');
  -- What stands first stays, the rest of the vowels, h and y go.
  said := pg_catalog.left(said, 1) || pg_catalog.translate(pg_catalog.substr(said, 2), 'aeiouyh', '');
  IF said !~ '^[[:alnum:]]+$' THEN RETURN '{}'; END IF;
  IF said !~ '[zgC]' THEN RETURN ARRAY[pg_catalog.translate(said, 'G', 'g')]; END IF;
  ways := ARRAY[pg_catalog.translate(said, 'zgCG', 'jgcg'), pg_catalog.translate(said, 'zgCG', 'sgkg'),
    pg_catalog.translate(said, 'zgCG', 'jjkg'), pg_catalog.translate(said, 'zgCG', 'sjcg')];
  RETURN ARRAY(SELECT DISTINCT way FROM pg_catalog.unnest(ways) AS way ORDER BY way);
END $$;

-- A word and what is left of it without any one letter, as hashes. Two words one edit apart (a letter more, less, other,
-- or two swapped) share one of them, as in the symmetric deletes of W. Garbe's SymSpell.
CREATE FUNCTION search.neighbours(word text) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN word ~ '[0-9]' OR pg_catalog.length(word) NOT BETWEEN 2 AND 40 THEN '{}'::integer[] ELSE ARRAY(
    SELECT DISTINCT pg_catalog.hashtext(pg_catalog.left(word, place - 1) || pg_catalog.substr(word, place + 1))
    FROM pg_catalog.generate_series(1, pg_catalog.length(word) + 1) AS place) END
$$;

-- What search knows of an entry. `spoken`: the words of its names as given|surname|other; `roles`: designation|department|
-- division; `name`: the very name; `words`: name words, ^ the first one to three letters of each, = all its initials,
-- # words of roles and the initials of each role, ~ the kind of what is no person. The signs stand in no word.
CREATE TABLE search.employee_documents (
  employee integer PRIMARY KEY,
  name text NOT NULL,
  spoken text NOT NULL,
  roles text NOT NULL,
  words tsvector NOT NULL
);
-- A short list of pending words: every search reads it through, and an import without one takes half as long again.
CREATE INDEX employee_documents_words_idx ON search.employee_documents USING gin (words) WITH (gin_pending_list_limit = 512);
CREATE INDEX employee_documents_name_idx ON search.employee_documents (name text_pattern_ops, employee);

-- Every word that an entry bears or bore, # before one of a role. Only ever added to, and not unique: two transactions
-- that bring the same word do not wait for each other, and readers take it once. `verify --mend` sweeps what nobody bears.
CREATE TABLE search.vocabulary (
  lexeme text NOT NULL,
  stem text NOT NULL,
  sounds text[] NOT NULL,
  neighbours integer[] NOT NULL
);
CREATE INDEX vocabulary_lexeme_idx ON search.vocabulary (lexeme text_pattern_ops);
CREATE INDEX vocabulary_stem_idx ON search.vocabulary (stem) WHERE lexeme LIKE '#%';
CREATE INDEX vocabulary_similar_idx ON search.vocabulary USING gin (lexeme public.gin_trgm_ops) WITH (gin_pending_list_limit = 512);
CREATE INDEX vocabulary_near_idx ON search.vocabulary USING gin (sounds, neighbours) WITH (gin_pending_list_limit = 512);

-- Any run of four digits and more inside a number, by its runs of four: 10,000 keys tell numbers apart where the 1,000 of
-- trigrams would have to read a third of the index. The index by the end answers what most callers say.
CREATE FUNCTION search.fours(digits text) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT pg_catalog.substr(digits, place, 4)::integer FROM pg_catalog.generate_series(1, pg_catalog.length(digits) - 3) AS place)
$$;
CREATE INDEX employee_numbers_within_idx ON search.employee_numbers USING gin (search.fours(reversed)) WITH (gin_pending_list_limit = 512);

-- The words of names and roles of an entry, as search.employee_documents holds them.
CREATE FUNCTION search.document_of(e public.employees) RETURNS search.employee_documents
LANGUAGE plpgsql STABLE AS $$
DECLARE
  fullname text := search.normalise(e.full_name);
  lastname text := CASE WHEN e.last_name IS NULL THEN '' ELSE search.normalise(e.last_name) END;
  firstname text := CASE WHEN e.first_name IS NULL THEN '' ELSE search.normalise(e.first_name) END;
  given text := fullname;
  surname text := '';
  other text := '';
  place integer;
  word text;
  initials text := '';
  run text := '';
  lexemes text[] := '{}';
  roles text[] := ARRAY[search.normalise(pg_catalog.left(e.designation, 200)), search.normalise(pg_catalog.left(e.department, 200)), search.normalise(pg_catalog.left(e.division, 200))];
  role text;
BEGIN
  place := CASE WHEN lastname = '' THEN 0 ELSE pg_catalog.strpos(' ' || fullname || ' ', ' ' || lastname || ' ') END;
  IF place > 0 THEN
    given := pg_catalog.rtrim(pg_catalog.left(fullname, place - 1));
    surname := lastname;
    other := pg_catalog.ltrim(pg_catalog.substr(fullname, place + pg_catalog.length(lastname)));
  ELSE
    surname := pg_catalog.substring(fullname, '[^ ]+$');
    given := pg_catalog.rtrim(pg_catalog.left(fullname, pg_catalog.length(fullname) - pg_catalog.length(surname)));
    IF lastname <> '' THEN other := lastname; END IF;
  END IF;
  IF firstname <> '' AND pg_catalog.strpos(' ' || fullname || ' ', ' ' || firstname || ' ') = 0 THEN
    other := pg_catalog.ltrim(other || ' ' || firstname);
  END IF;

  FOREACH word IN ARRAY pg_catalog.string_to_array(fullname || ' ', ' ') LOOP
    IF pg_catalog.length(word) = 1 THEN
      run := run || word;
    ELSE
      IF pg_catalog.length(run) > 1 THEN lexemes := lexemes || run; END IF;
      run := '';
    END IF;
    IF word <> '' AND word <> ALL (search.titles()) THEN initials := initials || pg_catalog.left(word, 1); END IF;
  END LOOP;
  FOREACH word IN ARRAY pg_catalog.string_to_array(CASE WHEN other = '' THEN fullname ELSE fullname || ' ' || other END, ' ') LOOP
    IF word = '' THEN CONTINUE; END IF;
    lexemes := lexemes || ARRAY[word, '^' || pg_catalog.left(word, 1), '^' || pg_catalog.left(word, 2), '^' || pg_catalog.left(word, 3)];
  END LOOP;
  IF pg_catalog.length(initials) > 1 THEN lexemes := lexemes || ('=' || initials); END IF;
  FOREACH role IN ARRAY roles LOOP
    IF role = '' THEN CONTINUE; END IF;
    initials := '';
    FOREACH word IN ARRAY pg_catalog.string_to_array(role, ' ') LOOP
      lexemes := lexemes || ('#' || word);
      IF word <> ALL ('{of,and,the,for,in,to}'::text[]) THEN initials := initials || pg_catalog.left(word, 1); END IF;
    END LOOP;
    IF pg_catalog.length(initials) > 1 THEN lexemes := lexemes || ('#' || initials); END IF;
  END LOOP;
  IF e.kind <> 'person' THEN lexemes := lexemes || ('~' || e.kind); END IF;
  RETURN ROW(e.id, search.name_key(fullname), pg_catalog.concat_ws('|', given, surname, other), pg_catalog.array_to_string(roles, '|'),
    pg_catalog.array_to_tsvector(lexemes))::search.employee_documents;
END $$;

-- Adds the words that the vocabulary lacks. By the index even for many, since one edited entry must not read it all.
CREATE FUNCTION search.learn(lexemes text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
BEGIN
  INSERT INTO search.vocabulary (lexeme, stem, sounds, neighbours)
  SELECT l.lexeme, CASE WHEN l.lexeme LIKE '#%' THEN coalesce((ts_lexize('english_stem', w.word))[1], w.word) ELSE '' END,
    search.sounds(w.word), search.neighbours(w.word)
  FROM unnest(lexemes) AS l (lexeme) CROSS JOIN LATERAL (SELECT ltrim(l.lexeme, '#') AS word OFFSET 0) w
  WHERE left(l.lexeme, 1) <> ALL ('{^,=,~}'::text[]) AND NOT EXISTS (SELECT FROM search.vocabulary v WHERE v.lexeme = l.lexeme);
END $$;

-- Writes the search rows of these entries anew.
CREATE OR REPLACE FUNCTION search.index_employees(ids integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  DELETE FROM search.employee_documents WHERE employee = ANY (ids);
  DELETE FROM search.employee_numbers WHERE employee = ANY (ids);
  INSERT INTO search.employee_documents (employee, name, spoken, roles, words)
  SELECT d.* FROM public.employees e CROSS JOIN LATERAL search.document_of(e) d WHERE e.id = ANY (ids);
  PERFORM search.learn((SELECT array_agg(DISTINCT l) FROM search.employee_documents d CROSS JOIN LATERAL unnest(tsvector_to_array(d.words)) l WHERE d.employee = ANY (ids)));
  INSERT INTO search.employee_numbers (employee, field, "position", reversed)
  SELECT e.id, n.field, n."position", n.reversed FROM public.employees e CROSS JOIN LATERAL search.numbers_of(e) n WHERE e.id = ANY (ids);
  DELETE FROM search.stale WHERE employee = ANY (ids) AND reason LIKE 'search: %';
END $$;

CREATE OR REPLACE FUNCTION search.employees_follow_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
DECLARE
  lexemes text[];
BEGIN
  WITH written AS (
    INSERT INTO search.employee_documents (employee, name, spoken, roles, words)
    SELECT d.* FROM new_rows n CROSS JOIN LATERAL search.document_of(n::public.employees) d
    ON CONFLICT (employee) DO UPDATE SET name = excluded.name, spoken = excluded.spoken, roles = excluded.roles, words = excluded.words
    RETURNING words
  )
  SELECT array_agg(DISTINCT l) INTO lexemes FROM written CROSS JOIN LATERAL unnest(tsvector_to_array(words)) l;
  PERFORM search.learn(lexemes);
  INSERT INTO search.employee_numbers (employee, field, "position", reversed)
  SELECT n.id, d.field, d."position", d.reversed FROM new_rows n CROSS JOIN LATERAL search.numbers_of(n::public.employees) d
  ON CONFLICT (employee, field, "position") DO UPDATE SET reversed = excluded.reversed;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale((SELECT array_agg(id) FROM new_rows), 'search: ' || SQLERRM);
  RETURN NULL;
END $$;

-- Only what a change touches is written: a new number leaves the words alone.
-- Without nested loops, for the same reason as employees_record_changed.
CREATE OR REPLACE FUNCTION search.employees_follow_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search SET enable_nestloop = off AS $$
DECLARE
  numbered integer[];
  lexemes text[];
BEGIN
  WITH written AS (
    INSERT INTO search.employee_documents (employee, name, spoken, roles, words)
    SELECT d.* FROM new_rows n JOIN old_rows o ON o.id = n.id CROSS JOIN LATERAL search.document_of(n::public.employees) d
    WHERE (o.full_name, o.first_name, o.last_name, o.designation, o.department, o.division, o.kind)
      IS DISTINCT FROM (n.full_name, n.first_name, n.last_name, n.designation, n.department, n.division, n.kind)
    ON CONFLICT (employee) DO UPDATE SET name = excluded.name, spoken = excluded.spoken, roles = excluded.roles, words = excluded.words
    RETURNING words
  )
  SELECT array_agg(DISTINCT l) INTO lexemes FROM written CROSS JOIN LATERAL unnest(tsvector_to_array(words)) l;
  IF lexemes IS NOT NULL THEN PERFORM search.learn(lexemes); END IF;

  SELECT array_agg(n.id) INTO numbered FROM new_rows n JOIN old_rows o ON o.id = n.id
  WHERE (o.telephone, o.pabx, o.ip_phone, o.mobile) IS DISTINCT FROM (n.telephone, n.pabx, n.ip_phone, n.mobile);
  IF numbered IS NOT NULL THEN
    DELETE FROM search.employee_numbers WHERE employee = ANY (numbered);
    INSERT INTO search.employee_numbers (employee, field, "position", reversed)
    SELECT e.id, d.field, d."position", d.reversed FROM public.employees e CROSS JOIN LATERAL search.numbers_of(e) d WHERE e.id = ANY (numbered);
  END IF;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  PERFORM search.mark_stale((SELECT array_agg(id) FROM new_rows), 'search: ' || SQLERRM);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION search.employees_follow_truncate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
BEGIN
  TRUNCATE search.employee_documents, search.employee_numbers, search.vocabulary;
  RETURN NULL;
END $$;

-- Entries whose search rows are missing, wrong or left over; empty when all is well. `verify` reads it.
CREATE FUNCTION search.differences() RETURNS TABLE (employee integer, reason text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, search AS $$
  SELECT coalesce(e.id, d.employee), CASE WHEN d.employee IS NULL THEN 'not indexed' WHEN e.id IS NULL THEN 'indexed but gone' ELSE 'indexed with other words' END
  FROM public.employees e FULL JOIN search.employee_documents d ON d.employee = e.id
  WHERE e.id IS NULL OR d.employee IS NULL OR d IS DISTINCT FROM search.document_of(e)
  UNION ALL
  SELECT coalesce(w.id, n.employee), 'indexed with other numbers'
  FROM (SELECT e.id, d.* FROM public.employees e CROSS JOIN LATERAL search.numbers_of(e) d) w
  FULL JOIN search.employee_numbers n ON (n.employee, n.field, n."position", n.reversed) = (w.id, w.field, w."position", w.reversed)
  WHERE w.id IS NULL OR n.employee IS NULL
  UNION ALL
  SELECT min(d.employee), 'the vocabulary lacks ' || left(l.lexeme, 40)
  FROM search.employee_documents d CROSS JOIN LATERAL unnest(tsvector_to_array(d.words)) AS l (lexeme)
  WHERE left(l.lexeme, 1) <> ALL ('{^,=,~}'::text[]) AND NOT EXISTS (SELECT FROM search.vocabulary v WHERE v.lexeme = l.lexeme)
  GROUP BY l.lexeme
  UNION ALL
  SELECT s.employee, s.reason FROM search.stale s
$$;

-- Takes out words that no entry bears any more, and the second of a word that two transactions brought at once.
CREATE FUNCTION search.sweep_vocabulary() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, search AS $$
  WITH borne AS MATERIALIZED (SELECT DISTINCT l FROM search.employee_documents d CROSS JOIN LATERAL unnest(tsvector_to_array(d.words)) AS l),
  kept AS MATERIALIZED (SELECT min(v.ctid) AS ctid FROM search.vocabulary v WHERE v.lexeme IN (SELECT l FROM borne) GROUP BY v.lexeme),
  swept AS (DELETE FROM search.vocabulary v WHERE v.ctid NOT IN (SELECT ctid FROM kept) RETURNING 1)
  SELECT count(*) FROM swept
$$;

-- Who bears these words. The index is always the way: a planner that guesses badly about a rare word would read a
-- million rows instead, and to start a worker or a compiler takes longer than the answer.
CREATE FUNCTION search.bearing (query tsquery, bound integer, in_deleted boolean, in_department text, in_designation text, in_division text, in_kind text)
RETURNS SETOF integer LANGUAGE sql STABLE
SET search_path = pg_catalog, search SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
  SELECT e.id FROM search.employee_documents d JOIN public.employees e ON e.id = d.employee
  WHERE d.words @@ query AND (e.deleted_at IS NOT NULL) = in_deleted
    AND (in_department IS NULL OR left(e.department, 200) = in_department)
    AND (in_designation IS NULL OR left(e.designation, 200) = in_designation)
    AND (in_division IS NULL OR left(e.division, 200) = in_division)
    AND (in_kind IS NULL OR e.kind = in_kind)
  LIMIT bound
$$;

-- What the words of a query may be, in their order: what the vocabulary holds of each, what in it sounds alike, is perhaps
-- one slip away or has its stem, and where an unknown word falls apart into two known ones. Of `light` words, as those
-- that only carry a question, nothing is asked but whether they are held.
CREATE FUNCTION search.reading(said text[], light text[])
RETURNS TABLE (place bigint, word text, title boolean, muhammad boolean, held text[], alike text[], near text[], stems text[], cuts integer[])
LANGUAGE sql STABLE
SET search_path = pg_catalog, search SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
  SELECT s.place, s.word, s.word = ANY (search.titles()), s.word = ANY (search.muhammads()), held.lexemes,
    CASE WHEN s.word = ANY (search.muhammads()) THEN search.muhammads() WHEN s.word = ANY (light) THEN '{}'
      ELSE ARRAY(SELECT DISTINCT a.lexeme FROM (SELECT v.lexeme FROM search.vocabulary v WHERE v.sounds && search.sounds(s.word) AND v.lexeme NOT LIKE '#%' LIMIT 300) a) END,
    CASE WHEN s.word = ANY (light) THEN '{}' ELSE
      ARRAY(SELECT DISTINCT n.lexeme FROM (SELECT v.lexeme FROM search.vocabulary v WHERE v.neighbours && search.neighbours(s.word) LIMIT 500) n) END,
    CASE WHEN s.word = ANY (light) THEN '{}' ELSE
      ARRAY(SELECT DISTINCT r.lexeme FROM (SELECT v.lexeme FROM search.vocabulary v
        WHERE v.lexeme LIKE '#%' AND v.stem = coalesce((ts_lexize('english_stem', s.word))[1], s.word) LIMIT 100) r) END,
    CASE WHEN cardinality(held.lexemes) > 0 OR s.word = ANY (light) OR length(s.word) < 5 THEN '{}'::integer[] ELSE ARRAY(
      SELECT cut FROM generate_series(2, least(length(s.word), 30) - 2) AS cut
      WHERE EXISTS (SELECT FROM search.vocabulary v WHERE v.lexeme = left(s.word, cut))
        AND EXISTS (SELECT FROM search.vocabulary v WHERE v.lexeme = substr(s.word, cut + 1)) LIMIT 3) END
  FROM unnest(said) WITH ORDINALITY AS s (word, place)
  CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT v.lexeme FROM search.vocabulary v WHERE v.lexeme IN (s.word, '#' || s.word)) AS lexemes) held
$$;

-- Words of the vocabulary that share trigrams with one that nothing else explains, likest first.
CREATE FUNCTION search.similar(said text, bound integer) RETURNS SETOF text
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, search SET enable_seqscan = off SET pg_trgm.similarity_threshold = 0.35 AS $$
  SELECT s.lexeme FROM (SELECT DISTINCT v.lexeme FROM search.vocabulary v WHERE v.lexeme % said) s
  ORDER BY similarity(s.lexeme, said) DESC, s.lexeme LIMIT bound
$$;

-- Who bears some of the words, the likest names first: for a query of which no entry answers every word.
CREATE FUNCTION search.nearest (query tsquery, said text, bound integer, in_deleted boolean, in_department text, in_designation text, in_division text, in_kind text)
RETURNS SETOF integer LANGUAGE sql STABLE
SET search_path = pg_catalog, public, search SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
  SELECT b.employee FROM search.bearing(query, 2000, in_deleted, in_department, in_designation, in_division, in_kind) AS b (employee)
  JOIN search.employee_documents d ON d.employee = b.employee
  ORDER BY similarity(d.name, said) DESC, b.employee LIMIT bound
$$;

INSERT INTO search.employee_documents (employee, name, spoken, roles, words) SELECT d.* FROM public.employees e CROSS JOIN LATERAL search.document_of(e) d;
SELECT search.learn((SELECT array_agg(DISTINCT l) FROM search.employee_documents d CROSS JOIN LATERAL unnest(tsvector_to_array(d.words)) l));

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'search.employee_documents'), ('TABLE', 'search.vocabulary'),
  ('FUNCTION', 'search.titles()'), ('FUNCTION', 'search.muhammads()'), ('FUNCTION', 'search.name_key(text)'), ('FUNCTION', 'search.id_key(text)'),
  ('FUNCTION', 'search.fours(text)'), ('FUNCTION', 'search.latin(text)'), ('FUNCTION', 'search.sounds(text)'), ('FUNCTION', 'search.neighbours(text)'),
  ('FUNCTION', 'search.document_of(public.employees)'), ('FUNCTION', 'search.learn(text[])'),
  ('FUNCTION', 'search.differences()'), ('FUNCTION', 'search.sweep_vocabulary()'), ('FUNCTION', 'search.bearing(tsquery, integer, boolean, text, text, text, text)'),
  ('FUNCTION', 'search.reading(text[], text[])'), ('FUNCTION', 'search.similar(text, integer)'),
  ('FUNCTION', 'search.nearest(tsquery, text, integer, boolean, text, text, text, text)')
) AS given (kind, name);

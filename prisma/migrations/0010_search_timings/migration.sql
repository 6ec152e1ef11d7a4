-- How long searches took, a row a minute and kind. `histogram` counts them by time: bucket n holds those up to 0.1 ms x 1.1^n.
CREATE TABLE monitor.search_timings (
  minute timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('exact', 'full-text', 'fuzzy', 'phone', 'role')),
  searches integer NOT NULL,
  milliseconds double precision NOT NULL,
  slowest double precision NOT NULL,
  histogram integer[] NOT NULL,
  PRIMARY KEY (minute, kind)
);

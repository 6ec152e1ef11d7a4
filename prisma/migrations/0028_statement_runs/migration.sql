-- Which page, handler, action or job sent which statement, by the hour: counted by our own processes as they send them. `statement` is
-- made from the statement's shape, its text without any value, which pg_stat_statements has as well.
CREATE TABLE monitor.statement_runs (
  at timestamptz NOT NULL,
  statement bigint NOT NULL,
  route text NOT NULL,
  operation text NOT NULL,
  calls bigint NOT NULL,
  PRIMARY KEY (at, statement, route, operation)
);
CREATE INDEX statement_runs_statement_idx ON monitor.statement_runs (statement, at);

-- The planner keeps no statistics of an expression in a partial index, and guesses that any department holds 0.5 % of all.
CREATE STATISTICS search.employees_department ON (left(department, 200)) FROM public.employees;
CREATE STATISTICS search.employees_designation ON (left(designation, 200)) FROM public.employees;
CREATE STATISTICS search.employees_division ON (left(division, 200)) FROM public.employees;

-- A gap stands in the group that its home leads to. One that went with most of the failures of a split group kept the home it
-- had, and would be drawn back to it: its home is where it stands. One in whose group a gap of that group joined it was merged
-- there, and comes home.
UPDATE public.question_gaps p SET home_group_id = p.group_id
FROM public.question_groups g
WHERE g.id = p.home_group_id AND g.merged_into IS NULL AND p.group_id <> p.home_group_id AND p.joined_into IS NULL
  AND NOT EXISTS (SELECT FROM public.question_gaps j WHERE j.joined_into = p.id AND j.home_group_id = p.group_id);

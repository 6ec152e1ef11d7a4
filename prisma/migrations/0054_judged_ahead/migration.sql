-- While an import waits to be judged, turns of people who ask now are judged before it: what `ahead` sees of those was
-- looked at. They come again in their own turn, which harms nothing.
ALTER TABLE public.conversation_evaluator ADD COLUMN ahead text;

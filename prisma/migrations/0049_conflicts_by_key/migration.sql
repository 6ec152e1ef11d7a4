-- How many ids of a key came again with another body. Few rows of the ledger are in it, so that it is made by one reading of the table
-- without sorting: a few seconds for ten million, in which only turns over HTTP and imports wait.
CREATE INDEX conversation_events_conflicting_idx ON public.conversation_events (key_id) WHERE conflicting;

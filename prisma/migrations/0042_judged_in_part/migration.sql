-- Whether something could not be seen, or was switched off, while it was judged: that nothing was told then does not mean that nothing was
-- to blame. Null where nobody judged, and in what was written before this column.
ALTER TABLE monitor.summaries ADD COLUMN partly boolean;

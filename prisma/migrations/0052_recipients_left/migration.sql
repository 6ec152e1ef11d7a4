-- The recipients of a mail who refused it while others took it, as long as it is still tried: null where it is for all of the channel.
ALTER TABLE monitor.alert_messages ADD COLUMN left_over text[];

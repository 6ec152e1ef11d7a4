-- That an alert got critical, when it was told as a warning before and that fell into a mute: it is told once the mute is over.
ALTER TABLE monitor.alerts ADD COLUMN held_back boolean NOT NULL DEFAULT false;

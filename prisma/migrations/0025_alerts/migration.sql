-- Where alerts go. The secret signs what is posted to a webhook; it is shown once.
CREATE TABLE monitor.alert_channels (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind text NOT NULL CHECK (kind IN ('webhook', 'email')),
  name text NOT NULL CHECK (name <> ''),
  -- An address to post to, or recipients joined by commas.
  target text NOT NULL CHECK (target <> ''),
  secret text CHECK ((kind = 'webhook') = (secret IS NOT NULL)),
  -- Whether the address may be on this network.
  allow_private boolean NOT NULL DEFAULT false,
  least_severity text NOT NULL DEFAULT 'warn' CHECK (least_severity IN ('warn', 'crit')),
  created_at timestamptz NOT NULL DEFAULT now()
);

-- While a mute lasts, nothing is sent; what is told is told on the pages all the same.
CREATE TABLE monitor.alert_mutes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  reason text NOT NULL CHECK (reason <> ''),
  until timestamptz NOT NULL,
  muted_by uuid,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One matter from when it was first told until it was gone for two minutes, however often it came and went in between.
CREATE TABLE monitor.alerts (
  id uuid PRIMARY KEY,
  key text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('warn', 'crit')),
  raised_at timestamptz NOT NULL,
  resolved_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  muted boolean NOT NULL DEFAULT false,
  cause jsonb NOT NULL
);
CREATE INDEX alerts_raised_at_idx ON monitor.alerts (raised_at);

-- What was sent, or waits to be: one row a channel, an alert and what happened to it.
CREATE TABLE monitor.alert_messages (
  id uuid PRIMARY KEY,
  alert_id uuid REFERENCES monitor.alerts ON DELETE CASCADE,
  channel_id uuid NOT NULL REFERENCES monitor.alert_channels ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('raised', 'resolved', 'test')),
  body jsonb NOT NULL,
  made_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  delivered_at timestamptz,
  -- Why the last try failed; given up a day after it was made.
  failure text
);
CREATE INDEX alert_messages_alert_idx ON monitor.alert_messages (alert_id);
CREATE INDEX alert_messages_waiting_idx ON monitor.alert_messages (made_at) WHERE delivered_at IS NULL;

-- Whom a person keeps at hand. No foreign key to employees, so that plain SQL may remove or truncate entries as before;
-- a row whose entry is gone is not shown.
CREATE TABLE public.contact_favourites (
  user_id uuid NOT NULL,
  employee integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, employee),
  CONSTRAINT contact_favourites_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

-- Whom a person last called, mailed, copied from or looked up; the newest fifty of each person are kept.
CREATE TABLE public.recent_contacts (
  user_id uuid NOT NULL,
  employee integer NOT NULL,
  used_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, employee),
  CONSTRAINT recent_contacts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

SELECT monitor.give_to_owner(kind, name) FROM (VALUES
  ('TABLE', 'public.contact_favourites'), ('TABLE', 'public.recent_contacts')
) AS given (kind, name);

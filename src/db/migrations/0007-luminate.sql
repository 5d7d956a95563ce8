-- What Luminate's sign-on needs beside the tables of 0001.

-- Sessions that a nonce has handed to another browser are one sign-on: the auth token is derived from this, and logging
-- out of one ends them all.
alter table sessions add column sign_on_id uuid not null default gen_random_uuid();
alter table sessions drop column auth_version;
create index sessions_sign_on on sessions (organization_id, sign_on_id);

-- Where sign-ons end, from which devices people sign on, and what was tried.

-- A session lives on with every use, but not beyond this.
alter table sessions add column ends_at timestamptz;
update sessions set ends_at = created_at + interval '12 hours';
alter table sessions alter column ends_at set not null;
-- The token that signed the session on: logging out voids it too.
alter table sessions add column token_hash text;
-- The sign-on in which a token was given out; it ends with it.
alter table sign_on_tokens add column sign_on_id uuid;
create index sign_on_tokens_sign_on on sign_on_tokens (organization_id, sign_on_id) where sign_on_id is not null;

-- Devices and addresses from which an account has signed on with the right password: what strangers try elsewhere does not
-- stop it there.
create table known_devices (
  organization_id bigint not null references organizations on delete cascade,
  -- Digests: which account, and which device or address.
  account text not null,
  device text not null,
  expires_at timestamptz not null,
  primary key (organization_id, account, device)
);
create index known_devices_expiry on known_devices (expires_at);

-- Sign-ons, failures and refusals: who, whence, how often within an hour. Nothing of what was shown as proof is here, and no
-- name that belongs to nobody: people type passwords into the wrong field.
create table sign_on_events (
  -- 0 where the organization is not known.
  organization_id bigint not null,
  hour timestamptz not null,
  dialect text not null,
  outcome text not null check (outcome in ('signed_on', 'failed', 'refused')),
  reason text not null,
  subject_type text not null check (subject_type in ('user', 'constituent', 'unknown')),
  -- 0 for an unknown subject.
  subject_id bigint not null,
  address text not null,
  times integer not null default 1,
  last_at timestamptz not null,
  primary key (organization_id, hour, dialect, outcome, reason, subject_type, subject_id, address)
);
create index sign_on_events_age on sign_on_events using brin (last_at);

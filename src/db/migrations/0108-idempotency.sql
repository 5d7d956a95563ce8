-- Calls that carry a key of their own, so that a repetition does nothing again and gets the answer of the first.
create table idempotent_calls (
  organization_id bigint not null references organizations on delete cascade,
  -- SHA-256 of who calls and of the key.
  key_hash text not null,
  -- SHA-256 of method, path and body.
  request_hash text not null,
  started_at timestamptz not null,
  -- Committed together with what the call wrote: from then on nothing is done again, whatever became of the answer.
  is_done boolean not null default false,
  -- The answer, encrypted: it can hold a new key, and people.
  answer_sealed text,
  expires_at timestamptz not null,
  primary key (organization_id, key_hash)
);
create index idempotent_calls_expiry on idempotent_calls (expires_at);

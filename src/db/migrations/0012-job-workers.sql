-- Who works on background jobs at this moment, in whatever process: each says so every few seconds.
create table job_workers (
  id uuid primary key,
  seen_at timestamptz not null default now(),
  -- Jobs that are running beyond their limit.
  standing integer not null
);

-- The order of changes (docs/decisions/0030). Numbers become visible out of order, because transactions commit out of order:
-- each change gets its place when it is seen first, and keeps it.
create table change_seals (
  organization_id bigint not null references organizations on delete cascade,
  -- From 1, without a gap.
  position bigint not null,
  change_id bigint not null,
  -- Null: the content was erased.
  salt bytea,
  -- sha256(salt, content)
  commitment bytea not null,
  -- sha256(link of the position before, what stays of the change, commitment)
  link bytea not null,
  primary key (organization_id, position)
);
create unique index change_seals_change on change_seals (organization_id, change_id);
create trigger change_seals_append_only before update or delete on change_seals
  for each row when (pg_trigger_depth() = 0) execute function refuse_rewriting();
create trigger change_seals_never_emptied before truncate on change_seals
  for each statement execute function refuse_rewriting();

-- How far the order is. A row for each organization that has an order.
create table change_sealing (
  organization_id bigint primary key references organizations on delete cascade,
  -- The last position, and its link.
  position bigint not null default 0,
  link bytea not null default sha256(''),
  -- Each change with this id or a lower one has its place, and none will come any more.
  done_id bigint not null default 0,
  -- Ids up to this one were given to transactions below `next_xid`. When all of those have ended, `done_id` moves here.
  next_id bigint not null default 0,
  next_xid bigint not null default 0
);

-- A transaction that takes an id of a change has an id of its own by then. Otherwise a change with a low id could appear when
-- nobody waits for it any more.
do $$
declare
  last bigint;
begin
  select coalesce(max(id), 0) into last from changes;
  last := greatest(last, coalesce(pg_sequence_last_value('changes_id_seq'), 0));
  alter table changes alter column id drop identity;
  create sequence changes_id_seq owned by changes.id;
  perform setval('changes_id_seq', greatest(last, 1), last > 0);
end $$;
alter table changes alter column id set default
  case when pg_current_xact_id() is not null then nextval('changes_id_seq') end;

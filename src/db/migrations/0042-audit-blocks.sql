-- Signatures over the order of changes (docs/decisions/0031): each block fixes all changes up to its last position.
create table audit_blocks (
  organization_id bigint not null references organizations on delete cascade,
  -- From 1, without a gap.
  sequence bigint not null,
  first_position bigint not null,
  last_position bigint not null,
  -- ISO 8601, as it was signed.
  at text not null,
  -- Of the last position.
  link bytea not null,
  -- Ed25519, by the installation's key.
  signature bytea not null,
  primary key (organization_id, sequence)
);
create index audit_blocks_position on audit_blocks (organization_id, last_position);
create trigger audit_blocks_append_only before update or delete on audit_blocks
  for each row when (pg_trigger_depth() = 0) execute function refuse_rewriting();
create trigger audit_blocks_never_emptied before truncate on audit_blocks
  for each statement execute function refuse_rewriting();

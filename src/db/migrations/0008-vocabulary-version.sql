-- What an organization's vocabulary was last changed to. Processes keep the vocabulary they have read and need not read it
-- again while this is the same. Numbers are never used twice, not even those of transactions that were rolled back.

create sequence vocabulary_versions as bigint;
alter table organizations add column vocabulary_version bigint not null default 0;

create function renew_vocabulary() returns trigger language plpgsql as $$
begin
  update organizations set vocabulary_version = nextval('vocabulary_versions')
  where organization_id = coalesce(new.organization_id, old.organization_id);
  return null;
end $$;

create trigger types_renew_vocabulary after insert or update or delete on types
  for each row execute function renew_vocabulary();
create trigger relationship_types_renew_vocabulary after insert or update or delete on relationship_types
  for each row execute function renew_vocabulary();
create trigger groups_renew_vocabulary after insert or update or delete on groups
  for each row execute function renew_vocabulary();
create trigger membership_levels_renew_vocabulary after insert or update or delete on membership_levels
  for each row execute function renew_vocabulary();
create trigger categories_renew_vocabulary after insert or update or delete on categories
  for each row execute function renew_vocabulary();
create trigger custom_field_definitions_renew_vocabulary after insert or update or delete on custom_field_definitions
  for each row execute function renew_vocabulary();

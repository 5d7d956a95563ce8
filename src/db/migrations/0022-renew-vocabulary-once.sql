-- Once a statement, not once a row: a statement that adds thousands of groups renewed the organization's row thousands of times,
-- and each time went through all the versions of it that the transaction had left behind.

create function renew_vocabulary_of_changed() returns trigger language plpgsql as $$
begin
  update organizations set vocabulary_version = nextval('vocabulary_versions')
  where organization_id in (select organization_id from changed);
  return null;
end $$;

do $$
declare
  vocabulary text;
begin
  foreach vocabulary in array array['types', 'relationship_types', 'groups', 'membership_levels', 'categories', 'custom_field_definitions']
  loop
    execute format('drop trigger %I on %I', vocabulary || '_renew_vocabulary', vocabulary);
    execute format('create trigger %I after insert on %I referencing new table as changed
      for each statement execute function renew_vocabulary_of_changed()', vocabulary || '_renew_vocabulary_insert', vocabulary);
    execute format('create trigger %I after update on %I referencing new table as changed
      for each statement execute function renew_vocabulary_of_changed()', vocabulary || '_renew_vocabulary_update', vocabulary);
    execute format('create trigger %I after delete on %I referencing old table as changed
      for each statement execute function renew_vocabulary_of_changed()', vocabulary || '_renew_vocabulary_delete', vocabulary);
  end loop;
end $$;

drop function renew_vocabulary();

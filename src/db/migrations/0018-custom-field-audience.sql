-- Whom a custom field is for. Until now people could read and rewrite every one of their own record, also those that were
-- meant for staff: so those that exist are the staff's too, until the organization says otherwise
-- (kith field set --all --audience person-write is what was).
alter table custom_field_definitions add column audience text not null default 'staff'
  check (audience in ('staff', 'person_read', 'person_write'));

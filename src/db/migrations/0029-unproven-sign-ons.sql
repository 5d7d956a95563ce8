-- True: who signed up unknown made the sign-on of this record, with an address that nobody has proven (docs/decisions/0024).
alter table constituents add column sign_on_unproven boolean;
update constituents c set sign_on_unproven = true
  where c.enrolled_at is null and c.user_name is not null and exists (
    select from changes d where d.organization_id = c.organization_id and d.subject_type = 'constituent'
      and d.subject_id = c.id and d.kind = 'constituent.created' and d.actor_type = 'anonymous');

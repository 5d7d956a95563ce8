-- What the names of groups, keywords and users are compared by: src/core/base/fold.ts, `comparisonKey`. Null: not made yet,
-- as for rows from before, until Kith has started once (docs/decisions/0020).
alter table groups add column name_key text collate "C";
drop index groups_name;
create unique index groups_name on groups (organization_id, coalesce(name_key, lower(name)));
alter table keywords add column name_key text collate "C";
drop index keywords_name;
create unique index keywords_name on keywords (organization_id, category_id, coalesce(name_key, lower(name))) where deleted_at is null;
alter table users add column login_key text collate "C";
drop index users_login_name;
create unique index users_login_name on users (organization_id, coalesce(login_key, lower(login_name)));

-- By which version of the folding rules the stored keys were made, and how far making them anew has come. Of an
-- installation that is new, the first process says so.
alter table installation add column fold_version integer not null default 1;
alter table installation add column fold_progress jsonb;

-- Everybody on a list with the birth date that is asked for is compared, for a name that is mistyped has no key in common.
create index register_entries_birth_date on register_entries (organization_id, import_id, birth_date)
  where birth_date is not null;

-- Keys of names in other letters than Latin did not tell scripts apart; without keys a row is always compared.
update register_entries set name_keys = null
where name_keys is not null and octet_length(fields::text) <> length(fields::text);

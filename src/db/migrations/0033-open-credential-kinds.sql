-- Which contracts have keys is declared by the dialects. A closed list here would have every new one wait for a migration.
alter table credential_directory drop constraint credential_directory_kind_check;
alter table api_keys drop constraint api_keys_dialect_check;

-- What a list of people is searched by: the words of their names, alone and run together. Null in a register of cards, and in
-- what was imported before: there every row is compared.
alter table register_entries add column name_keys text[] collate "C";
-- Null: the file gives none.
alter table register_entries add column birth_date date;
create index register_entries_name_keys on register_entries using gin (organization_id, import_id, name_keys);
create index register_entries_without_keys on register_entries (organization_id, import_id) where name_keys is null;

-- Names were compared letter by letter, and whoever was written otherwise was not found.
drop index register_entries_name;
alter table register_entries drop column search_name;

-- The e-mail addresses in what was posted, as addresses are compared: an erasure finds what was posted about somebody by them.
alter table integration_posts add column emails text[] not null default '{}';
update integration_posts p set emails = array(
  select distinct lower(trim(part)) from jsonb_each_text(p.fields) f cross join regexp_split_to_table(f.value, '[;,\s<>]+') part
  where part like '%@%');

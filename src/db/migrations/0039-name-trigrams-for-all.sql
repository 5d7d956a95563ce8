-- How common letters are in names, for the role that serves: PostgreSQL shows such statistics to the owner of a table alone,
-- and without them a search for several names asks for common letters.
create function name_trigrams(of_schema name) returns table (trigrams text[], shares real[])
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select most_common_elems::text::text[], most_common_elem_freqs from pg_stats_ext_exprs
    where statistics_schemaname = of_schema and statistics_name = 'constituents_name_trigrams' and most_common_elems is not null
  $$;

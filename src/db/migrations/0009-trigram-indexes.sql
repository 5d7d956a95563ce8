-- Trigram indexes of the text alone. With the organization in front, each candidate was looked up in the list of all rows of
-- the organization too: at a million people that was nine tenths of a search for a name. Rows of other organizations are
-- filtered out as they are found; in a small organization PostgreSQL prefers an index that begins with it.

drop index constituents_search_name;
create index constituents_search_name on constituents using gin (search_name gin_trgm_ops) with (gin_pending_list_limit = 64);
drop index email_addresses_search;
create index email_addresses_search on email_addresses using gin (search_address gin_trgm_ops) with (gin_pending_list_limit = 64);
drop index phone_numbers_search;
create index phone_numbers_search on phone_numbers using gin (search_number gin_trgm_ops) with (gin_pending_list_limit = 64);
drop index street_addresses_street;
create index street_addresses_street on street_addresses using gin (search_street gin_trgm_ops) with (gin_pending_list_limit = 64);
drop index street_addresses_country;
create index street_addresses_country on street_addresses using gin (search_country gin_trgm_ops) with (gin_pending_list_limit = 64);
drop index custom_field_values_text;
create index custom_field_values_text on custom_field_values using gin (search_text gin_trgm_ops) with (gin_pending_list_limit = 64);
drop index contact_reports_name;
create index contact_reports_name on contact_reports using gin (search_name gin_trgm_ops) with (gin_pending_list_limit = 64);
drop index contact_reports_text;
create index contact_reports_text on contact_reports using gin (search_text gin_trgm_ops) with (gin_pending_list_limit = 64);
drop index volunteer_times_description;
create index volunteer_times_description on volunteer_times using gin (search_description gin_trgm_ops) with (gin_pending_list_limit = 64);

-- How often each three letters occur in names, for src/core/constituents/name-trigrams.ts. PostgreSQL keeps it up to date like
-- the rest of what it knows of a table.
create statistics constituents_name_trigrams on (show_trgm(search_name)) from constituents;
analyze constituents;

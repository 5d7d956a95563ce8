-- Text as search compares it (core/base/fold.ts), for columns that have no folded copy: without case, kinds of apostrophe, quote, dash
-- and space, and the accents of Latin and Greek letters.
create function folded(text) returns text immutable strict parallel safe language sql as $$
  select trim(regexp_replace(replace(replace(replace(replace(translate(
    regexp_replace(normalize(lower(normalize($1, NFKC)), NFD), '[\u0300-\u036f]', '', 'g'),
    'øđðħıłŧς`´‘’‛′ʹʼ“”„‟«»‐‑‒–—―−', 'oddhiltσ''''''''''''''''""""""-------'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), '\s+', ' ', 'g'))
$$;

-- Whom an export is of, in the filter language of the own API.
alter table exports add column filter jsonb;

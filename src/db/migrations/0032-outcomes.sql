-- What registers found out, in words of the core: each contract makes its own of them. Until here outcomes were kept as Oho's
-- status, color, flags and response.
alter table accreditations add column outcome text,
  add column reasons text[] not null default '{}',
  add column details jsonb not null default '{}',
  add column unreachable boolean not null default false;
alter table accreditation_verifications add column outcome text,
  add column reasons text[] not null default '{}',
  add column details jsonb not null default '{}',
  add column expiry_date date;

-- Of a word that is not known a person must look: it is no clearance.
create function pg_temp.outcome_of(response jsonb, color text, flags text[]) returns text immutable language sql as $$
  select case
    when response = '{}' then null
    when response->>'oho_status' = 'active' or (not response ? 'oho_status' and color = 'green')
      then case when color = 'yellow' or 'conditions' = any(flags) then 'conditions' else 'active' end
    when response->>'oho_status' = 'error' then case when color = 'grey' then 'incomplete' else 'error' end
    when response->>'oho_status' in ('review', 'expired', 'suspended', 'cancelled', 'barred', 'not_found', 'not_valid', 'pending')
      then response->>'oho_status'
    when response->>'oho_status' in ('excluded', 'interim_bar') then 'barred'
    when response->>'oho_status' in ('revoked', 'closed') then 'cancelled'
    else 'review'
  end
$$;

-- Words that Kith gave for the outcome itself are not the register's.
create function pg_temp.details_of(response jsonb, outcome text, type text) returns jsonb immutable language sql as $$
  select case when extra = '{}' then '{}' else jsonb_build_object('extra', extra) end
    || case when response ? 'response' and response->'response' <> jsonb_build_array(case
         when type = 'nesa' and outcome <> 'not_found' then 'Active'
         else case outcome when 'active' then 'Active' when 'conditions' then 'Active with conditions' when 'review' then 'Active'
           when 'expired' then 'Expired' when 'suspended' then 'Suspended' when 'cancelled' then 'Cancelled'
           when 'barred' then 'Barred' when 'not_found' then 'Not found' when 'not_valid' then 'Not valid'
           when 'pending' then 'Application in progress' when 'error' then 'Not available' when 'incomplete' then 'Not asked' end
         end) then jsonb_build_object('response', response->'response') else '{}' end
  from (select response - array['may_engage', 'oho_status', 'expiry_date', 'clearance', 'response'] as extra) e
$$;

alter table accreditation_verifications disable trigger accreditation_verifications_append_only;
update accreditation_verifications set outcome = pg_temp.outcome_of(registry_response, status_color, status_flags),
  reasons = status_flags, expiry_date = (registry_response->>'expiry_date')::date;
update accreditation_verifications v set details = pg_temp.details_of(v.registry_response, v.outcome, a.type)
from accreditations a where a.organization_id = v.organization_id and a.id = v.accreditation_id and v.outcome is not null;
alter table accreditation_verifications enable trigger accreditation_verifications_append_only;

-- While a register could not be reached the color was grey whatever the result: its last answer tells.
update accreditations a set unreachable = 'registry_unavailable' = any(status_flags),
  reasons = array_remove(status_flags, 'registry_unavailable'),
  outcome = coalesce(
    case when 'registry_unavailable' = any(status_flags) then (select v.outcome from accreditation_verifications v
      where v.organization_id = a.organization_id and v.accreditation_id = a.id order by v.id desc limit 1) end,
    pg_temp.outcome_of(registry_response, status_color, status_flags));
update accreditations set details = pg_temp.details_of(registry_response, outcome, type) where outcome is not null;

alter table accreditations drop column status_color, drop column status_flags, drop column registry_response;
alter table accreditation_verifications drop column status_color, drop column status_flags, drop column registry_response;
drop function pg_temp.outcome_of;
drop function pg_temp.details_of;

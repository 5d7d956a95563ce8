-- What one contract alone knows of a person leaves the columns that every record has (docs/decisions/0045).
alter table constituents add column extras jsonb not null default '{}';

update constituents set extras = jsonb_build_object('luminate', jsonb_strip_nulls(jsonb_build_object(
  'reminderHint', reminder_hint,
  'emailPreferredFormat', email_preferred_format,
  'emailStatus', email_status,
  'preferredAddress', preferred_address,
  'preferredPhone', preferred_phone,
  'originSource', origin_source,
  'originSubsource', origin_subsource,
  'adminStatus', admin_status,
  'membershipNumber', membership_number,
  'membershipStatus', membership_status,
  'membershipType', membership_type,
  'congDistIdOverride', cong_dist_id_override,
  'stateHouseDistIdOverride', state_house_dist_id_override,
  'stateSenateDistIdOverride', state_senate_dist_id_override,
  'homeCountyIdOverride', home_county_id_override,
  'memberSinceDate', member_since_date,
  'membershipRenewalDate', membership_renewal_date,
  'membershipExpirationDate', membership_expiration_date,
  'origin', origin,
  'activeDetail', active_detail,
  'donorStatus', donor_status,
  'securityCategoryId', security_category_id,
  'dirMember', dir_member,
  'dirMemberOptIn', dir_member_opt_in
)))
where coalesce(
  reminder_hint::text, email_preferred_format::text, email_status::text, preferred_address::text, preferred_phone::text, origin_source::text, origin_subsource::text, admin_status::text, membership_number::text, membership_status::text, membership_type::text, cong_dist_id_override::text, state_house_dist_id_override::text, state_senate_dist_id_override::text, home_county_id_override::text, member_since_date::text, membership_renewal_date::text, membership_expiration_date::text, origin::text, active_detail::text, donor_status::text, security_category_id::text, dir_member::text, dir_member_opt_in::text
) is not null;

alter table constituents
  drop column reminder_hint,
  drop column email_preferred_format,
  drop column email_status,
  drop column preferred_address,
  drop column preferred_phone,
  drop column origin_source,
  drop column origin_subsource,
  drop column admin_status,
  drop column membership_number,
  drop column membership_status,
  drop column membership_type,
  drop column cong_dist_id_override,
  drop column state_house_dist_id_override,
  drop column state_senate_dist_id_override,
  drop column home_county_id_override,
  drop column member_since_date,
  drop column membership_renewal_date,
  drop column membership_expiration_date,
  drop column origin,
  drop column active_detail,
  drop column donor_status,
  drop column security_category_id,
  drop column dir_member,
  drop column dir_member_opt_in;

-- What each person has given, kept with every write of gifts (docs/decisions/0033): nobody adds up gifts to show a person.

create table giving_totals (
  organization_id bigint not null,
  constituent_id bigint not null,
  gift_count bigint not null default 0,
  total numeric(20, 2) not null default 0,
  -- Credits for what others gave.
  soft_count bigint not null default 0,
  soft_total numeric(20, 2) not null default 0,
  first_gift_id bigint,
  first_date date,
  first_amount numeric(11, 2),
  last_gift_id bigint,
  last_date date,
  last_amount numeric(11, 2),
  largest_gift_id bigint,
  largest_date date,
  largest_amount numeric(11, 2),
  primary key (organization_id, constituent_id),
  foreign key (organization_id, constituent_id) references constituents on delete cascade
);

-- By year: calendar years begin in month 1, fiscal years in the organization's month and are called after the year they end in.
create table giving_years (
  organization_id bigint not null,
  constituent_id bigint not null,
  first_month integer not null,
  year integer not null,
  gift_count bigint not null,
  total numeric(20, 2) not null,
  soft_count bigint not null,
  soft_total numeric(20, 2) not null,
  primary key (organization_id, constituent_id, first_month, year),
  foreign key (organization_id, constituent_id) references giving_totals on delete cascade
);

create index gifts_largest on gifts (organization_id, constituent_id, received_amount, id) where gift_type_id in (1, 4, 5, 8);

-- Gift, Matching, Other Income and In Kind were received. In Honor of, In Memory of and Soft Credit are credits for what others
-- gave. Pledges, instalments and goals are neither.
create function giving_kind(gift_type_id bigint) returns text language sql immutable as $$
  select case when gift_type_id in (1, 4, 5, 8) then 'given' when gift_type_id in (2, 3, 9) then 'soft' end
$$;

create function fiscal_first_month(settings jsonb) returns integer language sql immutable as $$
  select case when settings ->> 'fiscalYearFirstMonth' ~ '^([1-9]|1[0-2])$' then (settings ->> 'fiscalYearFirstMonth')::integer else 1 end
$$;

create function giving_year(day date, first_month integer) returns integer language sql immutable as $$
  select extract(year from day)::integer + case when first_month > 1 and extract(month from day) >= first_month then 1 else 0 end
$$;

-- A gift that is there from now on (sign 1), or no longer (-1).
create type gift_change as (
  organization_id bigint, constituent_id bigint, gift_type_id bigint, amount numeric, given_on date, sign integer);

create function apply_gift_changes(changes gift_change[]) returns void language plpgsql as $$
begin
  -- Not while the fiscal year of the organization changes: each statement below sees what was committed before it.
  perform pg_advisory_xact_lock_shared(hashtextextended('giving ' || o.organization_id, 0))
  from (select distinct organization_id from unnest(changes) order by 1) o;

  -- Writers of one person's gifts take turns; those of several people take them in one order.
  insert into giving_totals (organization_id, constituent_id)
  select distinct organization_id, constituent_id from unnest(changes) where sign = 1 order by 1, 2 on conflict do nothing;
  perform from giving_totals t
  where (t.organization_id, t.constituent_id) in (select c.organization_id, c.constituent_id from unnest(changes) c)
  order by t.organization_id, t.constituent_id for update;

  update giving_totals t
  set gift_count = t.gift_count + d.gift_count, total = t.total + d.total,
    soft_count = t.soft_count + d.soft_count, soft_total = t.soft_total + d.soft_total
  from (
    select organization_id, constituent_id,
      coalesce(sum(sign) filter (where giving_kind(gift_type_id) = 'given'), 0) as gift_count,
      coalesce(sum(sign * amount) filter (where giving_kind(gift_type_id) = 'given'), 0) as total,
      coalesce(sum(sign) filter (where giving_kind(gift_type_id) = 'soft'), 0) as soft_count,
      coalesce(sum(sign * amount) filter (where giving_kind(gift_type_id) = 'soft'), 0) as soft_total
    from unnest(changes) group by 1, 2) d
  where t.organization_id = d.organization_id and t.constituent_id = d.constituent_id;

  insert into giving_years as y
    (organization_id, constituent_id, first_month, year, gift_count, total, soft_count, soft_total)
  select c.organization_id, c.constituent_id, m.first_month, giving_year(c.given_on, m.first_month),
    coalesce(sum(c.sign) filter (where giving_kind(c.gift_type_id) = 'given'), 0),
    coalesce(sum(c.sign * c.amount) filter (where giving_kind(c.gift_type_id) = 'given'), 0),
    coalesce(sum(c.sign) filter (where giving_kind(c.gift_type_id) = 'soft'), 0),
    coalesce(sum(c.sign * c.amount) filter (where giving_kind(c.gift_type_id) = 'soft'), 0)
  from unnest(changes) c
  -- Of a person who is being deleted there may be none any more.
  join giving_totals t on t.organization_id = c.organization_id and t.constituent_id = c.constituent_id
  join organizations o on o.organization_id = c.organization_id
  cross join lateral (select 1 union select fiscal_first_month(o.settings)) m (first_month)
  where c.given_on is not null and giving_kind(c.gift_type_id) is not null
  group by 1, 2, 3, 4
  on conflict (organization_id, constituent_id, first_month, year) do update
  set gift_count = y.gift_count + excluded.gift_count, total = y.total + excluded.total,
    soft_count = y.soft_count + excluded.soft_count, soft_total = y.soft_total + excluded.soft_total;
  delete from giving_years y using (select distinct organization_id, constituent_id from unnest(changes) where sign = -1) c
  where y.organization_id = c.organization_id and y.constituent_id = c.constituent_id and y.gift_count = 0 and y.soft_count = 0;

  update giving_totals t
  set (first_gift_id, first_date, first_amount) = (
      select g.id, g.received_date, g.received_amount from gifts g
      where g.organization_id = t.organization_id and g.constituent_id = t.constituent_id
        and g.gift_type_id in (1, 4, 5, 8) and g.received_date is not null
      order by g.received_date, g.id limit 1),
    (last_gift_id, last_date, last_amount) = (
      select g.id, g.received_date, g.received_amount from gifts g
      where g.organization_id = t.organization_id and g.constituent_id = t.constituent_id
        and g.gift_type_id in (1, 4, 5, 8) and g.received_date is not null
      order by g.received_date desc, g.id desc limit 1),
    (largest_gift_id, largest_date, largest_amount) = (
      select g.id, g.received_date, g.received_amount from gifts g
      where g.organization_id = t.organization_id and g.constituent_id = t.constituent_id
        and g.gift_type_id in (1, 4, 5, 8)
      order by g.received_amount desc, g.id desc limit 1)
  from (select distinct organization_id, constituent_id from unnest(changes)) c
  where t.organization_id = c.organization_id and t.constituent_id = c.constituent_id;
end $$;

create function keep_giving() returns trigger language plpgsql as $$
declare
  changes gift_change[];
begin
  if tg_op = 'INSERT' then
    select array_agg((organization_id, constituent_id, gift_type_id, received_amount, received_date, 1)::gift_change)
    into changes from written;
  elsif tg_op = 'DELETE' then
    select array_agg((organization_id, constituent_id, gift_type_id, received_amount, received_date, -1)::gift_change)
    into changes from replaced;
  else
    select array_agg(change) into changes from written n
    join replaced o on o.organization_id = n.organization_id and o.id = n.id
    cross join lateral (values
      ((o.organization_id, o.constituent_id, o.gift_type_id, o.received_amount, o.received_date, -1)::gift_change),
      ((n.organization_id, n.constituent_id, n.gift_type_id, n.received_amount, n.received_date, 1)::gift_change)) c (change)
    where (n.constituent_id, n.gift_type_id, n.received_amount, n.received_date)
      is distinct from (o.constituent_id, o.gift_type_id, o.received_amount, o.received_date);
  end if;
  if changes is not null then
    perform apply_gift_changes(changes);
  end if;
  return null;
end $$;

create trigger gifts_keep_giving_insert after insert on gifts
  referencing new table as written for each statement execute function keep_giving();
create trigger gifts_keep_giving_update after update on gifts
  referencing old table as replaced new table as written for each statement execute function keep_giving();
create trigger gifts_keep_giving_delete after delete on gifts
  referencing old table as replaced for each statement execute function keep_giving();

-- Makes all totals of an organization anew from its gifts.
create function rebuild_giving(organization bigint) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('giving ' || organization, 0));
  delete from giving_totals where organization_id = organization;
  perform apply_gift_changes(array(
    select (organization_id, constituent_id, gift_type_id, received_amount, received_date, 1)::gift_change
    from gifts where organization_id = organization));
end $$;

create function renew_giving() returns trigger language plpgsql as $$
begin
  perform rebuild_giving(new.organization_id);
  return null;
end $$;
create trigger organizations_renew_giving after update of settings on organizations for each row
  when (fiscal_first_month(old.settings) <> fiscal_first_month(new.settings)) execute function renew_giving();

-- What was given before there were totals.
select rebuild_giving(organization_id) from organizations;

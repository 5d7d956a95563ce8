-- Which contract's format a webhook is told in. No list of them here: dialects come and go.
alter table webhooks add column format text not null default 'oho';

-- The core's own names of what Oho's format calls `icr.*`. Payloads that are fixed already stay as they are.
update webhooks set events = (
  select array_agg(regexp_replace(event, '^icr\.', 'information_request.') order by place)
  from unnest(events) with ordinality as e (event, place))
where events && array['icr.sent', 'icr.viewed', 'icr.submitted', 'icr.completed', 'icr.cancelled', 'icr.expired'];
update webhook_deliveries set event = regexp_replace(event, '^icr\.', 'information_request.') where event like 'icr.%';

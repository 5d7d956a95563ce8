-- Nothing looks for a check by the correlation id of its last scan (scans have theirs), nor for deliveries by when they are due
-- (their queue is read in order).
drop index accreditations_correlation;
drop index webhook_deliveries_due;

-- Read once a day, to forget what is old: its entries need not be exact, and writing them costs nothing.
drop index webhook_deliveries_age;
create index webhook_deliveries_age on webhook_deliveries using brin (created_at);

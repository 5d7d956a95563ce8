-- What is due is read organization by organization, of each at most so much: with indexes over all organizations the long queue
-- of one is read for each of the others.
drop index accreditation_scans_due;
create index accreditation_scans_due on accreditation_scans (organization_id, next_attempt_at) where next_attempt_at is not null;
drop index mails_due;
create index mails_due on mails (organization_id, next_attempt_at) where status = 'queued';

-- What a transaction is about to change for many at once: their records as they were, until it has recorded what differs.
-- Rows never outlive their transaction, so the table need not survive a crash.
create unlogged table records_before (
  organization_id bigint not null references organizations on delete cascade,
  transaction_id xid8 not null default pg_current_xact_id(),
  subject_type text not null,
  subject_id bigint not null,
  before jsonb not null,
  primary key (organization_id, transaction_id, subject_type, subject_id)
);

-- A change set is all changes of one request, or of one run of a job: they are found by its id, which grows with time.
create index changes_request on changes (organization_id, request_id, id);

-- How the work of a worker goes, by its name: since when it fails, how often in a row, and when something of it was last done.
alter table job_workers add column work jsonb not null default '[]';

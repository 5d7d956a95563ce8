-- Secret links in mails are kept encrypted, and only until the mail has left: whoever could read a mail could answer as the person.
alter table mails add column link_sealed text;
update mails set body_text = regexp_replace(body_text, 'https?://[^[:space:]]+/c/[0-9]+-[A-Za-z0-9_-]+', '[link]', 'g')
where status <> 'queued';

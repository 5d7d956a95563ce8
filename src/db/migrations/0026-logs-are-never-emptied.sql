-- The triggers that keep an append-only table do not see TRUNCATE, which empties it at one stroke.
create trigger changes_never_emptied before truncate on changes
  for each statement execute function refuse_rewriting();
create trigger accreditation_verifications_never_emptied before truncate on accreditation_verifications
  for each statement execute function refuse_rewriting();

-- What a key may do, in the words of its contract; null where the contract has no scopes, and every key may do the same.
alter table api_keys add column scopes text[];

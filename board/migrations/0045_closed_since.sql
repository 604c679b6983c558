-- Find reads what is live or was closed today, and nothing else of a long past.
create index contacts_closed on contacts (hub_id, closed_at) where closed_at is not null; -- what was closed since this moment? Find costs the same however long the past

-- Anyone who may open a contact asks for a strategy discussion, and a manager answers.
create table strategy_requests (
    hub_id integer not null,
    strategy_request_id bigint generated always as identity,
    contact_id bigint not null,
    said_at timestamptz not null,
    said_by bigint not null,
    answer text,
    reason text not null,
    constraint strategy_requests_pkey primary key (hub_id, contact_id, strategy_request_id),
    constraint strategy_requests_contact foreign key (hub_id, contact_id) references contacts,
    constraint strategy_requests_said_by foreign key (said_by) references people
);
comment on table strategy_requests is 'Requests for a strategy discussion about a contact, each with its answer after it. [retention: contact]';
comment on column strategy_requests.hub_id is 'plain: the hub';
comment on column strategy_requests.strategy_request_id is 'plain: number, which grows with time';
comment on column strategy_requests.contact_id is 'plain: the contact';
comment on column strategy_requests.said_at is 'plain: when it was asked for, or answered';
comment on column strategy_requests.said_by is 'plain: the person who asked, or the manager who answered';
comment on column strategy_requests.answer is 'plain: agreed or refused; none in a request';
comment on column strategy_requests.reason is 'subject: why it is needed, or why it is held or not';
create trigger strategy_requests_held before delete on strategy_requests for each row execute function refuse_while_held();

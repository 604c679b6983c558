-- What will be late soon if nothing moves.
create table forecasts (
    hub_id integer not null,
    contact_id bigint not null,
    kind text not null,
    due_at timestamptz not null,
    reason text not null,
    holder_id bigint,
    made_at timestamptz not null,
    ended_at timestamptz,
    constraint forecasts_pkey primary key (hub_id, contact_id),
    constraint forecasts_contact foreign key (hub_id, contact_id) references contacts,
    constraint forecasts_holder foreign key (holder_id) references people
);
comment on table forecasts is 'Which clock of a live contact will be late soon if nothing moves, and why. Reckoned anew every few seconds. [retention: working]';
comment on column forecasts.hub_id is 'plain: the hub';
comment on column forecasts.contact_id is 'plain: of which contact';
comment on column forecasts.kind is 'plain: kind of the clock that will not be met';
comment on column forecasts.due_at is 'plain: when that clock is due';
comment on column forecasts.reason is 'plain: why, a code of board/domain/forecast.py';
comment on column forecasts.holder_id is 'plain: who had the contact when this was reckoned; of a contact that has passed on since, it says nothing';
comment on column forecasts.made_at is 'plain: when it became so';
comment on column forecasts.ended_at is 'plain: when it was so no more';
create trigger forecasts_held before delete on forecasts for each row execute function refuse_while_held();

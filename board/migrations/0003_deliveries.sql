-- Deliveries by e-mail and SMS, with a state machine the database keeps; how people are reached.

alter table deliveries
    add column notice_id uuid,
    add column urgent boolean not null default false,
    add column next_at timestamptz,
    add column lease_until timestamptz,
    add column message_id uuid,
    add column tries integer not null default 0,
    add column provider text,
    add column provider_ref text,
    add column problem text,
    add column climb_at timestamptz,
    add column ring_id bigint,
    add constraint deliveries_ring foreign key (ring_id) references people,
    add constraint deliveries_channel check (channel in ('page', 'email', 'sms')),
    add constraint deliveries_sending_whole check (state <> 'sending' or (message_id is not null and lease_until is not null));
update deliveries set notice_id = delivery_id;
alter table deliveries alter column notice_id set not null, alter column notice_id set default gen_random_uuid();
drop index deliveries_open_by_person;
create index deliveries_open_by_person on deliveries (hub_id, person_id) where channel = 'page' and state = 'queued'; -- what waits for this person's eyes?
create index deliveries_by_contact on deliveries (hub_id, contact_id); -- who was told of this contact?
create index deliveries_by_notice on deliveries (hub_id, notice_id); -- which ways did it go, and to whom did it climb?
create index deliveries_by_message on deliveries (message_id) where message_id is not null; -- what travelled in this message?
create index deliveries_to_send on deliveries (hub_id, urgent desc, next_at) where channel <> 'page' and state in ('queued', 'failed'); -- what is to be sent now?
create index deliveries_sending on deliveries (hub_id, lease_until) where state = 'sending'; -- what was left by a worker that died?
create index deliveries_to_ask on deliveries (next_at) where state = 'sent' and next_at is not null; -- whose receipt is to be asked for?
create index deliveries_to_climb on deliveries (climb_at) where climb_at is not null; -- which urgent notice has nobody read?
comment on table deliveries is 'A message on its way to a professional, one way (channel) a row. Holds no words: kind and contact say it, the page tells the rest. [retention: working]';
comment on column deliveries.hub_id is 'plain: its hub';
comment on column deliveries.delivery_id is 'plain: number, made before it is sent, so that a retry is the same message';
comment on column deliveries.kind is 'plain: late_information ...; see board/domain/deliveries.py';
comment on column deliveries.channel is 'plain: page, email or sms';
comment on column deliveries.person_id is 'plain: to whom; always somebody with a seat, there is no way to name anybody else';
comment on column deliveries.contact_id is 'plain: about which contact';
comment on column deliveries.state is 'plain: where it stands';
comment on column deliveries.created_at is 'plain: when queued';
comment on column deliveries.changed_at is 'plain: when its state last changed';
comment on column deliveries.notice_id is 'plain: the one thing told, by whichever ways and to however many people';
comment on column deliveries.urgent is 'plain: waits for no bundle and no quiet hours, and climbs when nobody acknowledges it';
comment on column deliveries.next_at is 'plain: when it is to be sent (queued, failed), or its receipt asked for (sent); none: nothing to do';
comment on column deliveries.lease_until is 'plain: by the database''s own clock, until when the worker that marked it sending may be at it';
comment on column deliveries.message_id is 'plain: the message it travels in with others to the same person; fixed when first marked sending';
comment on column deliveries.tries is 'plain: how often a provider was called for it';
comment on column deliveries.provider is 'plain: smtp or notify, once called';
comment on column deliveries.provider_ref is 'plain: the provider''s own number of the message';
comment on column deliveries.problem is 'plain: code of what went wrong last, or why it was given up';
comment on column deliveries.climb_at is 'plain: when it goes to the next person unless somebody acknowledges it';
comment on column deliveries.ring_id is 'plain: the person to telephone, on a notice that says so';

create table directory_entries (
    person_id bigint not null,
    telephone text,
    email text,
    mobile text,
    channels text[] not null default '{email}',
    quiet_from time,
    quiet_until time,
    changed_at timestamptz not null,
    changed_by bigint,
    constraint directory_entries_pkey primary key (person_id),
    constraint directory_entries_person foreign key (person_id) references people,
    constraint directory_entries_changed_by foreign key (changed_by) references people,
    constraint directory_entries_channels check (channels <@ array['email', 'sms']),
    constraint directory_entries_quiet_whole check ((quiet_from is null) = (quiet_until is null))
);
comment on table directory_entries is 'How a professional is reached when they are not looking at the board; none: by e-mail at their sign-in address.';
comment on column directory_entries.person_id is 'plain: who';
comment on column directory_entries.telephone is 'staff: number that colleagues ring; shown on desks alone';
comment on column directory_entries.email is 'staff: where mail goes; none: to the sign-in address';
comment on column directory_entries.mobile is 'staff: work mobile that text messages go to';
comment on column directory_entries.channels is 'plain: ways beside the page, in the order in which they are tried';
comment on column directory_entries.quiet_from is 'plain: from when what is not urgent waits, London time; none: as the hub says';
comment on column directory_entries.quiet_until is 'plain: until when it waits';
comment on column directory_entries.changed_at is 'plain: when last changed';
comment on column directory_entries.changed_by is 'plain: by whom';

create function refuse_move() returns trigger language plpgsql as $$
begin
    if old.state <> new.state and (old.state::text, new.state::text) not in (
        ('queued', 'sending'), ('queued', 'delivered'), ('queued', 'given_up'),
        ('sending', 'sent'), ('sending', 'delivered'), ('sending', 'failed'), ('sending', 'given_up'),
        ('sent', 'delivered'), ('sent', 'given_up'),
        ('failed', 'sending'), ('failed', 'delivered'), ('failed', 'given_up')
    ) then
        raise exception 'a delivery does not go from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'delivery_moves';
    end if;
    return new;
end $$;
comment on function refuse_move() is 'The state machine of a delivery, kept by the database itself.';
create trigger delivery_moves before update of state on deliveries for each row execute function refuse_move();


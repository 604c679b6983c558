-- A person states who they are before there is a code for them.
create table link_statements (
    hub_id integer not null,
    statement_id uuid not null,
    link_id uuid not null,
    said_name text not null,
    said_role text not null,
    said_at timestamptz not null,
    ended_at timestamptz,
    constraint link_statements_pkey primary key (hub_id, statement_id),
    constraint link_statements_link foreign key (hub_id, link_id) references links
);
create index link_statements_of_link on link_statements (hub_id, link_id, said_at); -- who waits for a code of this link?
comment on table link_statements is 'Who somebody at the door of a link says they are, in one browser, before there is a code for them. The member of staff who makes the code sees it.';
comment on column link_statements.hub_id is 'plain: the hub';
comment on column link_statements.statement_id is 'plain: random number';
comment on column link_statements.link_id is 'plain: the link';
comment on column link_statements.said_name is 'staff: name, as the person stated it';
comment on column link_statements.said_role is 'staff: role, as the person stated it';
comment on column link_statements.said_at is 'plain: when';
comment on column link_statements.ended_at is 'plain: when the same browser stated something else instead';
insert into link_statements (hub_id, statement_id, link_id, said_name, said_role, said_at)
select hub_id, session_id, link_id, said_name, said_role, begun_at from link_sessions;
alter table link_sessions drop column said_name, drop column said_role;
alter table link_sessions add constraint link_sessions_statement foreign key (hub_id, session_id) references link_statements;
comment on column link_sessions.session_id is 'plain: its number, never the cookie: that of the statement of its person';
alter table link_codes add column statement_id uuid;
alter table link_codes add constraint link_codes_statement foreign key (hub_id, statement_id) references link_statements;
comment on column link_codes.statement_id is 'plain: whose code it is, in whose browser alone it opens the link; none: it opens the link in no new browser';

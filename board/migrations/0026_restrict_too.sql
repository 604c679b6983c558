-- The people named on a restricted contact are asked whether another incident under its reference must be restricted too.
create table restrict_too_questions (
    hub_id integer not null,
    question_id bigint generated always as identity,
    contact_id bigint not null,
    other_id bigint not null,
    asked_at timestamptz not null,
    climb_at timestamptz,
    answered_at timestamptz,
    answered_by bigint,
    restricted_too boolean,
    constraint restrict_too_questions_pkey primary key (hub_id, question_id),
    constraint restrict_too_questions_contact foreign key (hub_id, contact_id) references contacts,
    constraint restrict_too_questions_other foreign key (hub_id, other_id) references contacts,
    constraint restrict_too_questions_answered_by foreign key (answered_by) references people,
    constraint restrict_too_questions_once unique (hub_id, contact_id, other_id),
    constraint restrict_too_questions_whole check ((answered_at is null) = (restricted_too is null) and (answered_at is null or climb_at is null))
);
create index restrict_too_questions_climbing on restrict_too_questions (climb_at) where climb_at is not null; -- which waited too long?
comment on table restrict_too_questions is 'Another incident under the reference of a restricted contact: must it be restricted too? Asked of the people named alone. [retention: contact]';
comment on column restrict_too_questions.hub_id is 'plain: the hub';
comment on column restrict_too_questions.question_id is 'plain: number';
comment on column restrict_too_questions.contact_id is 'plain: the restricted contact, whose people are asked';
comment on column restrict_too_questions.other_id is 'plain: the contact that came';
comment on column restrict_too_questions.asked_at is 'plain: when';
comment on column restrict_too_questions.climb_at is 'plain: when the next person is told; none once it is answered or no longer asks anything';
comment on column restrict_too_questions.answered_at is 'plain: when it was answered';
comment on column restrict_too_questions.answered_by is 'plain: by whom';
comment on column restrict_too_questions.restricted_too is 'plain: the answer';
create trigger restrict_too_questions_held before delete on restrict_too_questions for each row execute function refuse_while_held();
create trigger restrict_too_questions_other_held before delete on restrict_too_questions for each row execute function refuse_while_other_held();

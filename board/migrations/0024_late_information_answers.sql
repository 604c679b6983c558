-- Late information of a closed contact keeps it on the board until somebody answers it. What came before this version is not asked about.
alter table late_information
    add column to_answer boolean not null default false,
    add column answered_at timestamptz,
    add column answered_by bigint,
    add column answer_reason text,
    add constraint late_information_answered_by foreign key (answered_by) references people,
    add constraint late_information_answer check ((answered_at is null) = (answered_by is null) and not (to_answer and answered_at is not null));
create index late_information_to_answer on late_information (hub_id, contact_id) where to_answer; -- which closed contacts wait for an answer?
comment on column late_information.to_answer is 'plain: it came to a closed contact, which is on the board until somebody answers it';
comment on column late_information.answered_at is 'plain: when somebody answered it; none where it came to an open contact, or nobody has';
comment on column late_information.answered_by is 'plain: by whom';
comment on column late_information.answer_reason is 'subject: why there is no need to reopen the contact; none where it was reopened';

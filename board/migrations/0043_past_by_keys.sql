-- Closed contacts of the same people are looked up by the keys that are kept with each person.
create index children_by_keys on children using gin (look_up_keys); -- which children of any contact, closed or not, may be these?
create index adults_by_keys on adults using gin (look_up_keys); -- which adults of any contact, closed or not, may be these?

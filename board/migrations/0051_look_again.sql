-- The day to look again is a clock. Hubs whose policy lists its own ladders get the board's for it, and hubs with such a day recount.
update policies set document = jsonb_set(document, '{ladders}', document -> 'ladders' || $$[{"clock": "look_again", "rungs": [
    {"to": "holder", "share": 0, "late_by": null, "runs_through": false},
    {"to": "deciding_manager", "share": 75, "late_by": null, "runs_through": false},
    {"to": "service_manager", "share": 100, "late_by": {"number": 1, "unit": "days", "basis": "working_days"}, "runs_through": false}]}]$$::jsonb)
where jsonb_typeof(document -> 'ladders') = 'array' and not document -> 'ladders' @> '[{"clock": "look_again"}]';
update policy_beginnings b set clocks_kept_at = null where exists (
    select from consent_facts f where f.hub_id = b.hub_id and f.look_again_on is not null and f.replaced_at is null);

"""The tables of schema.sql for SQLAlchemy Core: names, types and nullability.

Keys, constraints and comments stand in schema.sql alone; a test holds the two equal.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Time,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, DOUBLE_PRECISION, ENUM, JSONB, TIMESTAMP
from sqlalchemy.types import UserDefinedType

metadata = MetaData()


class XID8(UserDefinedType[int]):
    """A transaction number, written by the database alone."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """Its name in PostgreSQL."""
        return "xid8"


deployment = Table(
    "deployment",
    metadata,
    Column("only_row", Boolean, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("invented", Boolean, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
)

hubs = Table(
    "hubs",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("person_id", BigInteger, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("service", Boolean, nullable=False),
    Column("password_hash", Text, nullable=True),
    Column("totp_secret", Text, nullable=True),
    Column("totp_last_step", BigInteger, nullable=True),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
    Column("introduced_at", TIMESTAMP(timezone=True), nullable=True),
    Column("shortcuts", Boolean, nullable=False),
)

retention_classes = Table(
    "retention_classes",
    metadata,
    Column("class", Text, primary_key=True),
    Column("sentence", Text, nullable=False),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("attempt_id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("who_digest", LargeBinary, nullable=False),
    Column("from_digest", LargeBinary, nullable=False),
)

agencies = Table(
    "agencies",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("agency_id", BigInteger, Identity(always=True), primary_key=True),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("spoc_mailbox", Text, nullable=True),
    Column("mail_domains", ARRAY(Text), nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("contact_id", BigInteger, Identity(always=True), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("received_at", TIMESTAMP(timezone=True), nullable=False),
    Column("clock_start_at", TIMESTAMP(timezone=True), nullable=False),
    Column("source", Text, nullable=False),
    Column("dfe_code", Text, nullable=False),
    Column("source_reference", Text, nullable=True),
    Column("reference_turn", Integer, nullable=False),
    Column("notice_type", Text, nullable=True),
    Column("concern", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("harm_detail", Text, nullable=True),
    Column("referrer", Text, nullable=True),
    Column("sender_rag", Text, nullable=True),
    Column("grading_tool", Text, nullable=True),
    Column("grading_score", Integer, nullable=True),
    Column("grading", Text, nullable=True),
    Column("confidential_enquiry", Boolean, nullable=False),
    Column("anonymous_referrer", Boolean, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("uncovered_at", TIMESTAMP(timezone=True), nullable=True),
    Column("intake_digest", LargeBinary, nullable=False),
    Column("deciding_manager", BigInteger, nullable=True),
    Column("retention_class", Text, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("created_by", BigInteger, nullable=True),
    Column("closed_at", TIMESTAMP(timezone=True), nullable=True),
    Column("closed_by", BigInteger, nullable=True),
    Column("outcome", Text, nullable=True),
    Column("outcome_reason", Text, nullable=True),
)

events = Table(
    "events",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor_id", BigInteger, nullable=True),
    Column("contact_id", BigInteger, nullable=True),
    Column("concerns", ARRAY(BigInteger), nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

heads = Table(
    "heads",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

policies = Table(
    "policies",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("effective_from", TIMESTAMP(timezone=True), nullable=False),
    Column("document", JSONB, nullable=False),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False),
    Column("recorded_by", BigInteger, nullable=True),
)

policy_beginnings = Table(
    "policy_beginnings",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("began_at", TIMESTAMP(timezone=True), nullable=False),
    Column("clocks_kept_at", TIMESTAMP(timezone=True), nullable=True),
)

readings = Table(
    "readings",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("reading_id", BigInteger, Identity(always=True), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("txid", XID8, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("contact_id", BigInteger, nullable=True),
    Column("page", Text, nullable=False),
    Column("why", Text, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person_id", BigInteger, primary_key=True),
    Column("code_hash", LargeBinary, primary_key=True),
    Column("used_at", TIMESTAMP(timezone=True), nullable=True),
)

screens = Table(
    "screens",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("screen_id", BigInteger, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("key_hash", LargeBinary, nullable=False),
    Column("paired_at", TIMESTAMP(timezone=True), nullable=False),
    Column("paired_by", BigInteger, nullable=False),
    Column("drawn_seq", BigInteger, nullable=True),
    Column("drawn_at", TIMESTAMP(timezone=True), nullable=True),
    Column("dark_since", TIMESTAMP(timezone=True), nullable=True),
    Column("revoked_at", TIMESTAMP(timezone=True), nullable=True),
    Column("distance_cm", Integer, nullable=True),
    Column("panel_cm", Integer, nullable=True),
    Column("networks", ARRAY(Text), nullable=False),
    Column("elsewhere_at", TIMESTAMP(timezone=True), nullable=True),
    Column("seen_to_by", BigInteger, nullable=True),
)

visits = Table(
    "visits",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("visit_id", BigInteger, Identity(always=True), primary_key=True),
    Column("began_at", TIMESTAMP(timezone=True), nullable=False),
    Column("began_by", BigInteger, nullable=True),
    Column("began_on", BigInteger, nullable=True),
    Column("ends_at", TIMESTAMP(timezone=True), nullable=False),
    Column("asked_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ended_by", BigInteger, nullable=True),
)

wall_nights = Table(
    "wall_nights",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("night_id", BigInteger, Identity(always=True), primary_key=True),
    Column("darkened_at", TIMESTAMP(timezone=True), nullable=False),
    Column("lights_at", TIMESTAMP(timezone=True), nullable=False),
    Column("lit_at", TIMESTAMP(timezone=True), nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("seen_at", TIMESTAMP(timezone=True), nullable=False),
    Column("second_factor_at", TIMESTAMP(timezone=True), nullable=True),
    Column("locked_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ended_why", Text, nullable=True),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("token_id", BigInteger, Identity(always=True), primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
)

adults = Table(
    "adults",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("adult_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("place", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("given_name", Text, nullable=True),
    Column("family_name", Text, nullable=True),
    Column("born_on", Date, nullable=True),
    Column("address", Text, nullable=True),
)

children = Table(
    "children",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("child_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("place", Integer, nullable=False),
    Column("unborn", Boolean, nullable=False),
    Column("given_name", Text, nullable=True),
    Column("family_name", Text, nullable=True),
    Column("born_on", Date, nullable=True),
    Column("expected_on", Date, nullable=True),
    Column("sex", Text, nullable=True),
    Column("ethnicity", Text, nullable=True),
    Column("school", Text, nullable=True),
    Column("address", Text, nullable=True),
    Column("added_at", TIMESTAMP(timezone=True), nullable=True),
)

claims = Table(
    "claims",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("claim_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("claimed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("released_at", TIMESTAMP(timezone=True), nullable=True),
    Column("released_by", BigInteger, nullable=True),
    Column("release_reason", Text, nullable=True),
    Column("left_at", TIMESTAMP(timezone=True), nullable=True),
    Column("given_as", Text, nullable=True),
    Column("given_by", BigInteger, nullable=True),
    Column("undone", Boolean, nullable=False),
    Column("attended_at", TIMESTAMP(timezone=True), nullable=True),
)

clocks = Table(
    "clocks",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("clock_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("started_at", TIMESTAMP(timezone=True), nullable=False),
    Column("due_at", TIMESTAMP(timezone=True), nullable=False),
    Column("stopped_at", TIMESTAMP(timezone=True), nullable=True),
    Column("fired_at", TIMESTAMP(timezone=True), nullable=True),
    Column("about", BigInteger, nullable=False),
    Column("runs_through", Boolean, nullable=False),
    Column("raised", Integer, nullable=False),
    Column("next_rung_at", TIMESTAMP(timezone=True), nullable=True),
)

rungs = Table(
    "rungs",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("rung_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("clock_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("again", Integer, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("raised_at", TIMESTAMP(timezone=True), nullable=False),
    Column("people", ARRAY(BigInteger), nullable=False),
    Column("heard", Boolean, nullable=False),
    Column("acknowledged_at", TIMESTAMP(timezone=True), nullable=True),
    Column("acknowledged_by", BigInteger, nullable=True),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
)

measures = Table(
    "measures",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("measure_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("child_id", BigInteger, nullable=True),
    Column("kind", Text, nullable=False),
    Column("began_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ends_at", TIMESTAMP(timezone=True), nullable=False),
    Column("note", Text, nullable=True),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False),
    Column("recorded_by", BigInteger, nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ended_by", BigInteger, nullable=True),
    Column("end_reason", Text, nullable=True),
)

reviews = Table(
    "reviews",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("review_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("reviewed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("reviewed_by", BigInteger, nullable=False),
    Column("finding", Text, nullable=False),
)

review_meetings = Table(
    "review_meetings",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("meeting_id", Uuid, primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("starts_at", TIMESTAMP(timezone=True), nullable=False),
    Column("lasts_minutes", Integer, nullable=False),
    Column("manager_id", BigInteger, nullable=False),
    Column("holder_id", BigInteger, nullable=True),
    Column("version", Integer, nullable=False),
    Column("set_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
)

engine_workers = Table(
    "engine_workers",
    metadata,
    Column("worker_id", Uuid, primary_key=True),
    Column("started_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ticked_at", TIMESTAMP(timezone=True), nullable=False),
    Column("swept_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ticks", BigInteger, nullable=False),
    Column("fired", BigInteger, nullable=False),
    Column("raised", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("tick_seconds", DOUBLE_PRECISION, nullable=False),
    Column("lag_seconds", DOUBLE_PRECISION, nullable=False),
    Column("lags", ARRAY(BigInteger), nullable=False),
)

forecasts = Table(
    "forecasts",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("contact_id", BigInteger, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("due_at", TIMESTAMP(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    Column("holder_id", BigInteger, nullable=True),
    Column("made_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("delivery_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("contact_id", BigInteger, nullable=True),
    Column(
        "state",
        ENUM("queued", "sending", "sent", "delivered", "failed", "given_up", name="delivery_state"),
        nullable=False,
    ),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("notice_id", Uuid, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("next_at", TIMESTAMP(timezone=True), nullable=True),
    Column("lease_until", TIMESTAMP(timezone=True), nullable=True),
    Column("message_id", Uuid, nullable=True),
    Column("tries", Integer, nullable=False),
    Column("provider", Text, nullable=True),
    Column("provider_ref", Text, nullable=True),
    Column("problem", Text, nullable=True),
    Column("climb_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ring_id", BigInteger, nullable=True),
    Column("entry_id", Uuid, nullable=True),
    Column("entry_version", Integer, nullable=True),
    Column("entry_starts_at", TIMESTAMP(timezone=True), nullable=True),
    Column("entry_minutes", Integer, nullable=True),
)

directory_entries = Table(
    "directory_entries",
    metadata,
    Column("person_id", BigInteger, primary_key=True),
    Column("telephone", Text, nullable=True),
    Column("email", Text, nullable=True),
    Column("mobile", Text, nullable=True),
    Column("channels", ARRAY(Text), nullable=False),
    Column("quiet_from", Time, nullable=True),
    Column("quiet_until", Time, nullable=True),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_by", BigInteger, nullable=True),
)

hand_overs = Table(
    "hand_overs",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("hand_over_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("claim_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    Column("offered_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ended_by", BigInteger, nullable=True),
    Column("ended_as", Text, nullable=True),
    Column("ended_reason", Text, nullable=True),
)

late_information = Table(
    "late_information",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("late_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("received_at", TIMESTAMP(timezone=True), nullable=False),
    Column("received_from", BigInteger, nullable=True),
    Column("digest", LargeBinary, nullable=False),
    Column("body", JSONB, nullable=False),
)

safe_now = Table(
    "safe_now",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("safe_now_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("child_id", BigInteger, nullable=False),
    Column("whereabouts", Text, nullable=True),
    Column("with_whom", Text, nullable=True),
    Column("said_by", Text, nullable=True),
    Column("said_at", TIMESTAMP(timezone=True), nullable=False),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False),
    Column("recorded_by", BigInteger, nullable=False),
)

matches = Table(
    "matches",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("match_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("other_id", BigInteger, nullable=False),
    Column("strong", Boolean, nullable=False),
    Column("reasons", ARRAY(Text), nullable=False),
    Column("found_at", TIMESTAMP(timezone=True), nullable=False),
    Column("verdict", Text, nullable=True),
    Column("verdict_reason", Text, nullable=True),
    Column("decided_at", TIMESTAMP(timezone=True), nullable=True),
    Column("decided_by", BigInteger, nullable=True),
    Column("left_to", BigInteger, nullable=True),
    Column("left_at", TIMESTAMP(timezone=True), nullable=True),
    Column("left_by", BigInteger, nullable=True),
    Column("anyway_reason", Text, nullable=True),
    Column("anyway_at", TIMESTAMP(timezone=True), nullable=True),
    Column("anyway_by", BigInteger, nullable=True),
)

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("hold_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("placed_by", BigInteger, nullable=False),
    Column("lifted_at", TIMESTAMP(timezone=True), nullable=True),
    Column("lifted_by", BigInteger, nullable=True),
)

named_people = Table(
    "named_people",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("contact_id", BigInteger, primary_key=True),
    Column("person_id", BigInteger, primary_key=True),
    Column("named_at", TIMESTAMP(timezone=True), primary_key=True),
    Column("named_by", BigInteger, nullable=True),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
)

owners = Table(
    "owners",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("owner_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("owned_at", TIMESTAMP(timezone=True), nullable=False),
    Column("owned_by", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
    Column("reason", Text, nullable=True),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
)

pairings = Table(
    "pairings",
    metadata,
    Column("pairing_id", Uuid, primary_key=True),
    Column("code_hash", LargeBinary, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
    Column("hub_id", Integer, nullable=True),
    Column("screen_id", BigInteger, nullable=True),
)

seats = Table(
    "seats",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("seat_id", BigInteger, Identity(always=True), primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("agency_id", BigInteger, nullable=False),
    Column("role", Text, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
)

ratings = Table(
    "ratings",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("rating_id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("child_id", BigInteger, nullable=False),
    Column("rag", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("rated_at", TIMESTAMP(timezone=True), nullable=False),
    Column("rated_by", BigInteger, nullable=False),
    Column("replaced_at", TIMESTAMP(timezone=True), nullable=True),
)

safe_contacts = Table(
    "safe_contacts",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("adult_id", BigInteger, primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("channel", Text, nullable=True),
    Column("times", Text, nullable=True),
    Column("never_use", Text, nullable=True),
    Column("code_word", Text, nullable=True),
    Column("address", Text, nullable=True),
    Column("message_ok", Boolean, nullable=False),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False),
    Column("recorded_by", BigInteger, nullable=True),
)

duties = Table(
    "duties",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("duty_id", BigInteger, Identity(always=True), primary_key=True),
    Column("seat_id", BigInteger, nullable=False),
    Column("post", Text, nullable=False),
    Column("starts_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ends_at", TIMESTAMP(timezone=True), nullable=False),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False),
    Column("recorded_by", BigInteger, nullable=False),
    Column("began_at", TIMESTAMP(timezone=True), nullable=True),
    Column("warned_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
    Column("ended_by", BigInteger, nullable=True),
)

agency_hours = Table(
    "agency_hours",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("hours_id", BigInteger, Identity(always=True), primary_key=True),
    Column("agency_id", BigInteger, nullable=False),
    Column("effective_from", TIMESTAMP(timezone=True), nullable=False),
    Column("week", JSONB, nullable=False),
    Column("closure_days", ARRAY(Date), nullable=False),
    Column("closed_on_bank_holidays", Boolean, nullable=False),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False),
    Column("recorded_by", BigInteger, nullable=False),
    Column("reminders_counted_at", TIMESTAMP(timezone=True), nullable=True),
)

cover = Table(
    "cover",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("missing", ARRAY(Text), nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
)

kept_out = Table(
    "kept_out",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("contact_id", BigInteger, primary_key=True),
    Column("person_id", BigInteger, primary_key=True),
    Column("kept_at", TIMESTAMP(timezone=True), primary_key=True),
    Column("kept_by", BigInteger, nullable=True),
    Column("ended_at", TIMESTAMP(timezone=True), nullable=True),
)

saved_filters = Table(
    "saved_filters",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("filter_id", BigInteger, Identity(always=True), primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("saved_at", TIMESTAMP(timezone=True), nullable=False),
    Column("removed_at", TIMESTAMP(timezone=True), nullable=True),
)

handover_marks = Table(
    "handover_marks",
    metadata,
    Column("hub_id", Integer, primary_key=True),
    Column("person_id", BigInteger, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("marked_at", TIMESTAMP(timezone=True), nullable=False),
)

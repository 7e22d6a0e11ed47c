"""Rules of the books that the database itself holds, whoever writes: functions and triggers, in the order they are made."""

from __future__ import annotations

from typing import Final

EVENT_HASH: Final = """
CREATE OR REPLACE FUNCTION event_hash(previous bytea, sequence bigint, kind text, subject_kind text, subject_id text,
                                      actor_id uuid, at timestamptz, business_date date, data jsonb)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(previous || convert_to(jsonb_build_array(sequence, kind, subject_kind, subject_id, actor_id,
        (extract(epoch FROM at) * 1000000)::bigint, business_date - date '1970-01-01', data)::text, 'UTF8'))
$$
"""

# P1: the entries of a posting are inserted whole in one statement, and that statement balances.
POSTINGS_BALANCE: Final = """
CREATE OR REPLACE FUNCTION postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad bigint;
BEGIN
    SELECT posting_id INTO bad FROM added GROUP BY business_id, posting_id HAVING sum(amount_minor) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'posting % does not balance', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'postings_balance';
    END IF;
    RETURN NULL;
END $$
"""
LEDGER_BALANCES: Final = """
CREATE TRIGGER ledger_balances AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION postings_balance()
"""

# An issued document is never edited or deleted, only cancelled or credited.
ONLY_DRAFTS_CHANGE: Final = """
CREATE OR REPLACE FUNCTION only_drafts_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM bills WHERE business_id = OLD.business_id AND id = OLD.bill_id AND status <> 'draft') THEN
        RAISE EXCEPTION 'the lines of an issued bill do not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'only_drafts_change';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
ONLY_DRAFTS_GO: Final = """
CREATE OR REPLACE FUNCTION only_drafts_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' THEN
        RAISE EXCEPTION 'an issued bill is never deleted' USING ERRCODE = 'check_violation', CONSTRAINT = 'only_drafts_go';
    END IF;
    RETURN OLD;
END $$
"""
ISSUED_BILLS_STAND: Final = """
CREATE OR REPLACE FUNCTION issued_bills_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.kind, OLD.number, OLD.customer_id, OLD.business_date, OLD.gross_minor, OLD.discount_minor,
        OLD.taxable_minor, OLD.tax_minor, OLD.charges_minor, OLD.round_off_minor, OLD.total_minor, OLD.document, OLD.original_id,
        OLD.place_of_supply, OLD.supply, OLD.recipient, OLD.reverse_charge, OLD.tax_effect, OLD.supply_date)
       IS DISTINCT FROM
       (NEW.kind, NEW.number, NEW.customer_id, NEW.business_date, NEW.gross_minor, NEW.discount_minor,
        NEW.taxable_minor, NEW.tax_minor, NEW.charges_minor, NEW.round_off_minor, NEW.total_minor, NEW.document, NEW.original_id,
        NEW.place_of_supply, NEW.supply, NEW.recipient, NEW.reverse_charge, NEW.tax_effect, NEW.supply_date)
       OR NEW.status = 'draft' OR (OLD.status = 'cancelled' AND NEW.status <> 'cancelled') THEN
        RAISE EXCEPTION 'an issued bill does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'issued_bills_stand';
    END IF;
    RETURN NEW;
END $$
"""

# A level that its product allows to go below zero, and the check beside the lock, agree by construction.
NEGATIVE_STOCK_FOLLOWS: Final = """
CREATE OR REPLACE FUNCTION negative_stock_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stock_levels SET allows_negative = NEW.allows_negative_stock WHERE business_id = NEW.business_id AND product_id = NEW.id;
    RETURN NEW;
END $$
"""

DATABASE_RULES: Final[tuple[str, ...]] = (
    EVENT_HASH,
    POSTINGS_BALANCE,
    LEDGER_BALANCES,
    ONLY_DRAFTS_CHANGE,
    "CREATE TRIGGER only_drafts_change BEFORE UPDATE OR DELETE ON bill_lines FOR EACH ROW EXECUTE FUNCTION only_drafts_change()",
    "CREATE TRIGGER only_drafts_change BEFORE UPDATE OR DELETE ON bill_taxes FOR EACH ROW EXECUTE FUNCTION only_drafts_change()",
    ONLY_DRAFTS_GO,
    "CREATE TRIGGER only_drafts_go BEFORE DELETE ON bills FOR EACH ROW EXECUTE FUNCTION only_drafts_go()",
    ISSUED_BILLS_STAND,
    "CREATE TRIGGER issued_bills_stand BEFORE UPDATE ON bills FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION issued_bills_stand()",
    NEGATIVE_STOCK_FOLLOWS,
    "CREATE TRIGGER negative_stock_follows AFTER UPDATE OF allows_negative_stock ON products FOR EACH ROW EXECUTE FUNCTION negative_stock_follows()",
)

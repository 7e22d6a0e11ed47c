"""Sign-in without HTTP: rotation, roles and the rules of waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.memberships import (
    ChangeMember,
    InviteMember,
    LastOwner,
    change_member,
    check_grant,
    invite_member,
    workplaces_of,
)
from billing.permissions import PERMISSIONS, ROLES, actor_for
from billing.rate_limits import (
    Quota,
    address_hash,
    counted_address,
    delay_after,
    forget_old_counters,
    network_of,
    rate_limits,
    take,
)
from billing.sessions import Opened, Reused, device_hash, end_session, open_session, renew_session, stands
from billing.users import EmailTaken, add_user, parse_email, void_sign_ins
from munim.database import Database
from munim.errors import Forbidden, Invalid, NotFound
from munim.ids import new_id
from tests.conftest import Shop

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PHONE = device_hash("phone")


def opened(database: Database, shop: Shop, at: datetime = AT) -> Opened:
    with database.entry() as session:
        return open_session(
            session,
            shop.user_id,
            business_id=shop.business_id,
            device=PHONE,
            address_hash=address_hash("10.0.0.1"),
            at=at,
        )


def renewed(database: Database, token: str, at: datetime) -> Opened | Reused:
    with database.entry() as session:
        return renew_session(session, token, device=PHONE, at=at)


class TestSessions:
    @given(uses=st.lists(st.integers(0, 9), min_size=1, max_size=12))
    def test_in_any_order_of_renewals_no_two_tokens_are_alike(self, uses: list[int]) -> None:
        # the child of a token depends on the token and a salt of its own
        from billing.sessions import _child_of

        tokens = [_child_of("parent", bytes([use, place])) for place, use in enumerate(uses)]
        assert len(set(tokens)) == len(tokens)

    def test_a_session_stands_until_it_ends_or_its_user_is_logged_out_everywhere(
        self, database: Database, shop: Shop
    ) -> None:
        first, second = opened(database, shop), opened(database, shop)
        with database.entry() as session:
            end_session(session, first.session_id, at=AT)
            assert not stands(session, first.session_id, first.sign_in_version, at=AT)
            assert stands(session, second.session_id, second.sign_in_version, at=AT)
            void_sign_ins(session, shop.user_id)
            assert not stands(session, second.session_id, second.sign_in_version, at=AT)

    def test_the_life_of_a_child_never_passes_that_of_the_family(self, database: Database, shop: Shop) -> None:
        found: Opened | Reused = opened(database, shop)
        for day in (6, 12, 18, 24, 29):
            assert isinstance(found, Opened)
            found = renewed(database, found.refresh_token, AT + timedelta(days=day))

        assert isinstance(found, Opened)
        assert found.refresh_expires_at == AT + timedelta(days=30)

    def test_a_reuse_is_told_by_the_result_so_that_the_end_of_the_family_is_kept(
        self, database: Database, shop: Shop
    ) -> None:
        first = opened(database, shop)
        renewed(database, first.refresh_token, AT)

        assert isinstance(renewed(database, first.refresh_token, AT + timedelta(minutes=1)), Reused)
        with database.entry() as session:
            assert not stands(session, first.session_id, first.sign_in_version, at=AT)


class TestMembers:
    @pytest.mark.parametrize("role", ROLES)
    def test_an_owner_may_grant_every_role(self, shop: Shop, role: str) -> None:
        check_grant(role, frozenset(), by=shop.owner)

    def test_nobody_grants_beyond_themselves(self) -> None:
        manager = actor_for(new_id(), "manager", frozenset({"members.write"}))

        check_grant("cashier", frozenset(), by=manager)
        with pytest.raises(Forbidden):
            check_grant("owner", frozenset(), by=manager)
        with pytest.raises(Forbidden):
            check_grant("cashier", frozenset({"business.write"}), by=manager)

    @pytest.mark.parametrize(
        ("role", "permissions", "field"), [("king", frozenset(), "role"), ("viewer", frozenset({"fly"}), "permissions")]
    )
    def test_what_does_not_exist_is_not_granted(
        self, shop: Shop, role: str, permissions: frozenset[str], field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            check_grant(role, permissions, by=shop.owner)
        assert refused.value.field == field

    def test_inviting_needs_the_permission_and_an_address(self, database: Database, shop: Shop) -> None:
        with database.business(shop.business_id) as session:
            with pytest.raises(Forbidden):
                invite_member(
                    session,
                    InviteMember(email="a@example.com", role="viewer"),
                    by=actor_for(new_id(), "cashier"),
                    at=AT,
                )
            with pytest.raises(Invalid):
                invite_member(session, InviteMember(email="nobody", role="viewer"), by=shop.owner, at=AT)

    def test_a_member_of_another_business_is_none_here(
        self, database: Database, shop: Shop, british_shop: Shop
    ) -> None:
        with database.business(shop.business_id) as session, pytest.raises(NotFound):
            change_member(session, british_shop.user_id, ChangeMember(role="viewer"), by=shop.owner, at=AT)

    def test_a_business_keeps_an_owner(self, database: Database, shop: Shop) -> None:
        with database.business(shop.business_id) as session, pytest.raises(LastOwner):
            change_member(session, shop.user_id, ChangeMember(role="owner", active=False), by=shop.owner, at=AT)

    def test_a_person_sees_their_own_workplaces_and_nobody_elses(
        self, database: Database, shop: Shop, british_shop: Shop
    ) -> None:
        with database.entry(user_id=shop.user_id) as session:
            assert [one.business_id for one in workplaces_of(session, shop.user_id)] == [shop.business_id]
        with database.entry(user_id=shop.user_id) as session:
            assert workplaces_of(session, british_shop.user_id) == []

    def test_every_role_holds_permissions_there_are(self) -> None:
        assert all(permissions <= PERMISSIONS.keys() for permissions in ROLES.values())


class TestUsers:
    @pytest.mark.parametrize(
        "text",
        ["", "a", "a@", "@b.example", "a b@c.example", "a@b", "a@b..example", "a@@b.example", "x" * 65 + "@b.example"],
    )
    def test_what_is_no_address_is_refused(self, text: str) -> None:
        with pytest.raises(Invalid):
            parse_email(text)

    def test_an_address_keeps_its_name_and_lowers_its_domain(self) -> None:
        assert parse_email("  Asha.Sharma@Example.COM ") == "Asha.Sharma@example.com"

    def test_an_address_is_taken_ignoring_case(self, database: Database) -> None:
        address = f"{new_id().hex}@example.com"
        with database.entry() as session:
            add_user(session, email=address, name="A", password_hash="h", at=AT)
            with pytest.raises(EmailTaken):
                add_user(session, email=address.upper(), name="B", password_hash="h", at=AT)


class TestWaiting:
    def test_five_mistakes_are_free_and_then_the_wait_doubles_up_to_a_quarter_of_an_hour(self) -> None:
        assert [delay_after(n).total_seconds() for n in range(9)] == [0, 0, 0, 0, 0, 1, 2, 4, 8]
        assert delay_after(15) == delay_after(10_000) == timedelta(minutes=15)

    @pytest.mark.parametrize(
        ("address", "counted", "network"),
        [
            ("203.0.113.77", "203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
            ("not an address", "not an address", "not an address"),
        ],
    )
    def test_a_person_is_an_ipv4_address_or_an_ipv6_sixty_four(self, address: str, counted: str, network: str) -> None:
        assert (counted_address(address), network_of(address)) == (counted, network)

    def test_a_window_starts_at_a_whole_multiple_and_says_when_it_ends(self) -> None:
        quota = Quota("test", 10, 60)
        at = datetime(2026, 11, 20, 9, 0, 59, 900_000, tzinfo=UTC)

        assert quota.window_start(at) == AT
        assert (quota.reset_seconds(AT), quota.reset_seconds(at)) == (60, 1)

    def test_a_new_window_begins_at_nothing_and_an_old_one_does_not_come_back(self, database: Database) -> None:
        quota, subject = Quota("test", 10, 60), new_id().hex
        with database.entry() as session:
            counts = [take(session, quota, subject, 4, at=AT + timedelta(seconds=second)) for second in (0, 30, 60, 59)]

        assert counts == [4, 8, 4, 8], "a process whose clock is behind counts against the newer window"

    def test_counters_of_yesterday_are_forgotten(self, own_database: Database) -> None:
        with own_database.entry() as session:
            take(session, Quota("test", 10, 60), "old", 1, at=AT)
            take(session, Quota("test", 10, 60), "new", 1, at=AT + timedelta(days=1))

            assert forget_old_counters(session, at=AT + timedelta(days=1, minutes=1)) == 1
            assert len(session.execute(rate_limits.select()).all()) == 1

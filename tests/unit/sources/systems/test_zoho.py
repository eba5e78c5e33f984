"""What only Zoho does: nothing at all where nothing is, fields by name, tokens that are scarce, and stages of one's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError
from stand_ins.content import content
from stand_ins.pulled import Pulled
from stand_ins.server import SPECS
from stand_ins.zoho import Zoho, digits

from reviewbook.errors import SourceError
from reviewbook.params.sources import SourceEntry
from reviewbook.sources.systems.rows import Row


@pytest.fixture
def server(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with Zoho() as server:
        for name, value in server.secrets.items():
            monkeypatch.setenv(name, value)
        server.tell(content(4))
        yield server
    assert server.violations == []


@pytest.fixture
def source(server, tmp_path):
    return Pulled(server, tmp_path)


def of(source, table):
    return [dict(one.values) for one in source.rows() if isinstance(one, Row) and one.table == table]


def deal(server, own="op001"):
    return server.modules["Deals"][digits(own)]


def test_the_token_goes_where_zoho_wants_it_and_the_secrets_into_no_address(server, source):
    source.pull()
    assert server.asked("/crm/v8/Deals$")[0].headers["authorization"] == "Zoho-oauthtoken 1000.token.1"
    assert "hush" not in " ".join(str(seen.query) for seen in server.requests)


def test_one_token_serves_many_runs_for_an_hour(server, source, tmp_path):
    for number in range(12):
        Pulled(server, tmp_path / str(number)).pull(hours=number / 20)
    assert server.given == 1
    Pulled(server, tmp_path / "later").pull(hours=1)
    assert server.given == 2


def test_two_organisations_of_one_client_never_share_a_token(server, source, monkeypatch, tmp_path):
    source.pull()
    monkeypatch.setenv("ZOHO_OTHER", "1000.other.hush")
    server.secrets["ZOHO_REFRESH"] = "1000.other.hush"
    Pulled(server, tmp_path / "other", refresh_token="ZOHO_OTHER").pull()
    assert server.given == 2


def test_where_the_organisation_is_is_told_with_the_token(server, source):
    assert source.entry.base is None
    source.pull()  # api_domain is the stand-in


def test_pages_are_turned_by_token_alone_from_the_beginning(server, source):
    source.pull()
    first, second = (seen.query for seen in server.asked("/crm/v8/Deals$"))
    assert ("page" in first, "page_token" in first) == (False, False)
    assert ("page" in second, second["page_token"][:5]) == (False, "token")


def test_fields_are_asked_for_by_name_fifty_at_most_and_those_that_are_read_come_first(server, source):
    server.added = {f"Custom_{number:02}": "x" for number in range(60)}
    source.pull()
    names = server.asked("/crm/v8/Deals$")[0].query["fields"].split(",")
    assert len(names) == 50
    assert names[:4] == ["Account_Name", "Closing_Date", "Currency", "Deal_Name"]
    assert "Custom_00" in names


def test_only_what_changed_is_asked_for_and_what_was_deleted_by_a_list_of_its_own(server, source):
    source.pull()
    gone = server.modules["Deals"].pop(digits("op002"))
    server.removed["Deals"][gone["id"]] = server.now
    source.pull(hours=5)
    asked = server.asked("/crm/v8/Deals$")[-1]
    assert asked.headers["if-modified-since"] == "2026-11-20T07:00:00+00:00"
    assert [one["opportunity_id"] for one in of(source, "opportunities")] == sorted(
        map(digits, ("op001", "op003", "op004"))
    )
    (versions,) = [one for key, one in source.records.versions("Deals").items() if key == gone["id"]]
    assert versions[0].body["Stage"] == "谈判"
    assert versions[-1].gone


def test_ids_of_nineteen_digits_stay_what_they_are(server, source):
    source.pull()
    assert {len(one["customer_id"]) for one in of(source, "customers")} == {19}


def test_stages_are_the_organisations_own_and_without_their_names_the_probability_decides(server, tmp_path):
    for own, share in (("op001", 100), ("op002", 0), ("op003", 60)):
        deal(server, own)["Probability"] = share
    deal(server, "op001")["Closing_Date"] = "2026-11-19"
    by_share = Pulled(server, tmp_path / "a", won_stages=[], lost_stages=[])
    by_share.pull()
    found = {one["opportunity_id"]: (one["outcome"], one["closed_on"]) for one in of(by_share, "opportunities")}
    assert found[digits("op001")] == ("won", "2026-11-19")
    assert [found[digits(own)][0] for own in ("op002", "op003")] == ["lost", "open"]
    by_name = Pulled(server, tmp_path / "b", won_stages=["谈判"], lost_stages=["输单"])
    by_name.pull()
    assert {one["outcome"] for one in of(by_name, "opportunities")} == {"won"}


def test_a_deal_without_a_currency_is_in_that_of_the_organisation_and_without_an_amount_in_none(server, source):
    deal(server)["Currency"] = None
    deal(server, "op002")["Amount"] = None
    source.pull()
    found = {one["opportunity_id"]: one for one in of(source, "opportunities")}
    assert found[digits("op001")]["currency"] == "CNY"
    assert (found[digits("op002")]["amount"], found[digits("op002")]["currency"]) == (None, None)
    assert found[digits("op001")]["probability"] == Decimal("0.6")


def test_lines_of_an_order_stand_only_in_the_order_itself(server, source, tmp_path):
    source.pull()
    assert len(server.asked(r"/crm/v8/Sales_Orders/\d+$")) == 4
    assert {one["line_id"] for one in of(source, "orders")} == {digits(f"so{number:03}-1") for number in range(1, 5)}
    plain = Pulled(server, tmp_path / "plain", order_lines=False)
    plain.pull()
    first = of(plain, "orders")[0]
    assert (first["line_id"], first["quantity"]) == (first["order_id"], 1)
    assert len(server.asked(r"/crm/v8/Sales_Orders/\d+$")) == 4


def test_what_is_older_than_the_first_day_is_kept_only_where_it_lasts(server, tmp_path):
    late = Pulled(server, tmp_path / "late", since="2026-11-19")
    late.pull()
    assert (len(of(late, "orders")), len(of(late, "complaints"))) == (0, 0)
    assert (len(of(late, "customers")), len(of(late, "opportunities"))) == (4, 4)


def test_days_are_those_of_the_organisations_zone(server, source):
    server.modules["Accounts"][digits("c001")]["Created_Time"] = "2026-11-17T01:30:00+08:00"
    source.pull()
    (mine,) = [one for one in of(source, "customers") if one["customer_id"] == digits("c001")]
    assert mine["created_on"] == date(2026, 11, 17)


def test_a_case_without_a_priority_that_is_known_is_as_severe_as_the_entry_says(server, source):
    server.modules["Cases"][digits("cp001")]["Priority"] = "P0"
    source.pull()
    (mine,) = [one for one in of(source, "complaints") if one["complaint_id"] == digits("cp001")]
    assert mine["severity"] == "medium"


def test_a_list_that_ends_without_its_last_page_is_no_whole_list(server, source):
    answer = server.answer

    def without_token(seen):
        found = answer(seen)
        if seen.path == "/crm/v8/Deals":
            found["info"].pop("next_page_token", None)
        return found

    server.answer = without_token
    with pytest.raises(SourceError, match="Deals: there are more records, but no token of the next page"):
        source.pull()


def test_a_field_that_comes_while_a_pull_is_stopped_does_not_spoil_the_pages_to_come(server, source):
    server.fault("status", r"/crm/v8/Deals$", times=99, after=1)
    with pytest.raises(SourceError):
        source.pull()
    server.faults.clear()
    server.added = {"Custom": "x"}
    source.pull()
    assert len(of(source, "opportunities")) == 4


def test_an_order_that_was_deleted_while_its_page_was_turned_is_none(server, source):
    answer = server.answer

    def deleted(seen):
        if seen.path == f"/crm/v8/Sales_Orders/{digits('so002')}":
            server.modules["Sales_Orders"].pop(digits("so002"), None)
        return answer(seen)

    server.answer = deleted
    source.pull()
    assert digits("so002") not in {one["order_id"] for one in of(source, "orders")}


def test_products_have_their_names(server, source):
    server._put("Products", "pr1", None, server.begin, Product_Name="YL-80 离心泵", Product_Category="泵")
    server.modules["Products"][digits("pr1")]["Owner"] = {"id": digits("p1"), "name": "王芳", "email": "w@x.example"}
    server.modules["Products"][digits("pr1")]["Modified_Time"] = "2026-11-20T17:00:00+08:00"
    source.pull()
    assert of(source, "products") == [{"product_id": digits("pr1"), "name": "YL-80 离心泵", "category": "泵"}]


@pytest.mark.parametrize(
    ("code", "status", "advice"),
    [("OAUTH_SCOPE_MISMATCH", 401, "scope"), ("NO_PERMISSION", 403, "profile"), ("INVALID_MODULE", 400, "modules")],
)
def test_what_an_administrator_must_mend_stops_with_what_to_click(server, source, code, status, advice):
    from stand_ins.server import Reply

    server.refusals["/crm/v8/Cases"] = Reply(status, {"code": code, "details": {}, "message": "no", "status": "error"})
    with pytest.raises(SourceError) as error:
        source.pull()
    assert f"Cases: was refused {code}: no" in str(error.value)
    assert advice in str(error.value)


def test_whoever_gives_tokens_refuses_in_an_answer_that_calls_itself_fine(server, monkeypatch, tmp_path):
    monkeypatch.setenv("ZOHO_REFRESH", "1000.wrong.hush")
    with pytest.raises(SourceError, match="access token: was refused invalid_code") as error:
        Pulled(server, tmp_path / "x").pull()
    assert "hush" not in str(error.value)


def test_an_entry_that_cannot_be_is_refused(server):
    for change, said in (
        ({"modules": ["Quotes"]}, "modules: 'Quotes' is none of Accounts"),
        ({"fields": {"a.b": "c"}}, "fields: 'a.b'"),
    ):
        with pytest.raises(ValidationError, match=said):
            TypeAdapter(SourceEntry).validate_python({**server.entry(), **change})


@pytest.mark.parametrize(
    ("place", "login"),
    [
        ("com.cn", "https://accounts.zoho.com.cn"),
        ("ca", "https://accounts.zohocloud.ca"),
        ("eu", "https://accounts.zoho.eu"),
    ],
)
def test_each_data_center_has_its_own_door(server, place, login):
    entry = {name: one for name, one in server.entry().items() if name != "accounts"}
    assert TypeAdapter(SourceEntry).validate_python({**entry, "data_center": place}).login == login


@pytest.mark.shared
def test_requests_and_answers_are_held_against_zohos_own_description(shared, server, source):
    assert (shared / "specs" / "zoho-crm-v8.openapi.json") == SPECS / server.spec
    source.pull()
    assert server.violations == []
    server.modules["Deals"][digits("op001")]["Owner"] = {"id": 7}  # no text: the description says so
    source.pull(hours=1, whole=True)
    assert any("Deals" in one for one in server.violations)
    server.violations.clear()

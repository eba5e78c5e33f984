"""Fxiaoke (纷享销客): one tenant whose records are asked for by filters, and both of its logins."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from stand_ins.posted import TITLES
from stand_ins.server import Reply, Seen, StandIn

ZONE = ZoneInfo("Asia/Shanghai")
RULE = "rule0001"
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_OUTCOMES = {"open": "1", "won": "2", "lost": "3"}
_SEVERITIES = {"high": "3", "medium": "2", "low": "1"}
#: Fields of the report that the form has of its own; the others are those that every tenant has.
_OWN = {"progress": "work_summary", "plan": "work_plan"}


class Fxiaoke(StandIn):
    """Fxiaoke's interface: everything by POST, errors inside 200, amounts as text, people in lists."""

    kind = "fxiaoke"
    tables = (
        "reports", "report_fields", "feedback", "people", "customers", "orders", "opportunities", "targets", "complaints",
        "satisfaction",
    )  # fmt: skip
    main_kind, main_table, main_list, droppable = "JournalObj", "reports", r"/data/query$", "period_type"

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"FXIAOKE_SECRET": "fx-hush", "FXIAOKE_CODE": "fx-code-hush"}
        self.people: dict[str, tuple[str, str]] = {}
        self.objects: dict[str, dict[str, dict[str, Any]]] = {}
        self.stages: dict[str, str] = {}
        self.categories: dict[str, str] = {}
        self.given, self.good = 0, set()
        self.refusals: dict[str, Any] = {}

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "fxiaoke", "name": "fxiaoke", "base": self.base, "since": "2026-01-01", "app_id": "FSAID_demo",
            "app_secret": "FXIAOKE_SECRET", "acting_user": "1000",
            "goals": [{"rule": RULE}],
            "forms": [{"form": "default_day__c", "template": "daily_sales"}],
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self.good.clear()

    def too_many(self) -> Reply:
        return Reply(200, {"errorCode": 30004, "errorMessage": "秒频次超限", "traceId": "E-O.demo"})

    # Its content.

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        people = tables["people"]
        self.people = dict(zip(people["person_id"], zip(people["name"], people["email"], strict=True), strict=True))
        former, self.objects = self.objects, {}
        told = {
            "people": people[["person_id", "name", "email"]],
            "customers": self._customers(tables["customers"]),
            "orders": self._orders(tables["orders"]),
            "opportunities": self._deals(tables["opportunities"]),
            "targets": self._goals(tables.get("targets", pd.DataFrame())),
            "complaints": self._cases(tables["complaints"]),
            "satisfaction": self._answers(tables["satisfaction"]),
            **self._journals(tables),
        }
        for name, found in self.objects.items():
            for key, body in found.items():
                before = former.get(name, {}).get(key)
                same = before is not None and {**before, "last_modified_time": 0} == {**body, "last_modified_time": 0}
                moved = before["last_modified_time"] if before is not None and same else _millis(self.now)
                body["last_modified_time"] = moved
        return told

    def _put(self, obj: str, key: str, owner: str | None, made: Any, **more: Any) -> None:
        kept = {
            field: value for field, value in more.items() if not pd.api.types.is_scalar(value) or not pd.isna(value)
        }
        body = {"_id": key, "name": f"{obj}-{key}", "owner": [owner] if owner else [], "create_time": _millis(made),
                "last_modified_time": 0, "life_status": "normal", "lock_status": "0", "is_deleted": False,
                "record_type": "default__c", "version": "1", **kept}  # fmt: skip
        if owner in self.people:
            body["owner__r"] = {"id": owner, "name": self.people[owner][0], "email": "", "status": 0}
        self.objects.setdefault(obj, {})[key] = body

    def _customers(self, told: pd.DataFrame) -> pd.DataFrame:
        for row in told.to_dict("records"):
            self._put("AccountObj", row["customer_id"], row["owner_id"], _midnight(row["created_on"]), name=row["name"])
        return told[["customer_id", "name", "owner_id", "created_on"]]

    def _orders(self, told: pd.DataFrame) -> pd.DataFrame:
        """Hold the orders; a refund, which is a line of its own on a later day, has no place among them."""
        kept = told[told["status"] == "confirmed"].reset_index(drop=True)
        kept = kept.assign(line_id=kept["order_id"] + "-" + kept["line_id"])
        for _, lines in kept.groupby("order_id"):
            first = lines.iloc[0]
            made = first["ordered_at"] if pd.isna(first.get("recorded_at")) else first["recorded_at"]
            self._put("SalesOrderObj", first["order_id"], first["person_id"], made, account_id=first["customer_id"],
                      order_time=_millis(first["ordered_at"]), order_amount=_text(lines["amount"].sum()),
                      order_status="7", mc_currency=first["currency"])  # fmt: skip
            for row in lines.to_dict("records"):
                self._put("SalesOrderProductObj", row["line_id"], row["person_id"], made, order_id=row["order_id"],
                          product_id=row.get("product_id"), quantity=_text(row["quantity"]),
                          subtotal=_text(row["amount"]))  # fmt: skip
        columns = ["order_id", "line_id", "person_id", "customer_id", "product_id", "ordered_at", "recorded_at", "quantity",
                   "amount", "currency", "status"]  # fmt: skip
        firsts = kept.groupby("order_id")[["ordered_at"]].transform("first")
        return kept.assign(**firsts)[[name for name in columns if name in kept]]

    def _deals(self, told: pd.DataFrame) -> pd.DataFrame:
        for row in told.to_dict("records"):
            stage = self.stages.setdefault(row["stage"], f"s{len(self.stages) + 1}")
            closed = row.get("closed_on")
            self._put("NewOpportunityObj", row["opportunity_id"], row["person_id"], _midnight(row["created_on"]),
                      account_id=row["customer_id"], sales_stage=stage, sales_status=_OUTCOMES[row["outcome"]],
                      close_date=_day(row["expected_on"]), stg_changed_time=_day(closed),
                      amount=None if pd.isna(row["amount"]) else _text(row["amount"]), mc_currency=row["currency"],
                      probability=None if pd.isna(row["probability"]) else str(round(row["probability"] * 100, 6)))  # fmt: skip
        return told[[name for name in told if name != "product_id"]]

    def _goals(self, told: pd.DataFrame) -> pd.DataFrame:
        if told.empty:
            return told
        mine = told[
            (told["owner_kind"] == "person")
            & (told["measure"] == "revenue")
            & told["period"].str.match(r"^\d{4}-\d\d$")
        ]
        for (person, year), rows in mine.groupby(["owner_id", mine["period"].str[:4]]):
            months = {f"{_MONTHS[int(period[5:]) - 1]}_value": _text(amount)
                      for period, amount in zip(rows["period"], rows["amount"], strict=True)}  # fmt: skip
            self._put("GoalValueObj", f"goal-{person}-{year}", None, self.begin, goal_rule_id=RULE, fiscal_year=year,
                      check_dimension_value2=person, **months)  # fmt: skip
        return mine.assign(currency="CNY").reset_index(drop=True)

    def _cases(self, told: pd.DataFrame) -> pd.DataFrame:
        for row in told.to_dict("records"):
            kind = self.categories.setdefault(row["category"], f"k{len(self.categories) + 1}")
            self._put("CasesObj", row["complaint_id"], row["person_id"], row["opened_at"], account_id=row["customer_id"],
                      first_response_time=_millis(row.get("answered_at")), finish_time=_millis(row["resolved_at"]),
                      priority=_SEVERITIES[row["severity"]], case_type=kind, description=row["text"])  # fmt: skip
        return told

    def _answers(self, told: pd.DataFrame) -> pd.DataFrame:
        """Hold the answers of one survey, which has one scale."""
        told = told[(told["scale_min"] == 1) & (told["scale_max"] == 5)].reset_index(drop=True)
        for row in told.to_dict("records"):
            comment = row["comment"]
            self._put("AppraiseObj", row["response_id"], row["person_id"], row["responded_at"], account_id=row["customer_id"],
                      score=_text(row["score"]), comment=None if pd.isna(comment) else comment)  # fmt: skip
        return told

    def _journals(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        reports, fields = tables.get("reports"), tables.get("report_fields")
        if reports is None or fields is None:
            return {}
        feedback = tables["feedback"]
        feedback = (
            feedback[feedback["kind"] == "comment"].drop_duplicates(["report_id", "author_id"]).reset_index(drop=True)
        )
        said: dict[str, dict[str, str]] = {one: {} for one in reports["report_id"]}
        texts = [_text(number) if pd.isna(text) else str(text) for text, number in _said(fields)]
        for report, name, text in zip(fields["report_id"], fields["field"], texts, strict=True):
            said[report][_OWN.get(name, f"{name}__c")] = text
        answered = feedback.groupby("report_id")["author_id"].agg(list).to_dict()
        for row in reports.to_dict("records"):
            begin = datetime.fromisoformat(row["period"]).replace(tzinfo=ZONE)
            who = answered.get(row["report_id"], [])
            self._put("JournalObj", row["report_id"], row["person_id"], row["submitted_at"], record_type="default_day__c",
                      period_type="daily", journal_time=begin.strftime("%Y%m%d"), journal_begin_date=_millis(begin),
                      journal_end_date=_millis(begin) + 86_399_000, comment_by=who, is_delayed=False,
                      comment_status="1" if who else "0", **said[row["report_id"]])  # fmt: skip
        return {
            "reports": reports.assign(report_id="fxiaoke:" + reports["report_id"], source="fxiaoke", url=None),
            "report_fields": fields.assign(report_id="fxiaoke:" + fields["report_id"], text=texts, number=None),
            "feedback": feedback.assign(
                feedback_id="fxiaoke:" + feedback["report_id"] + "-comment-" + feedback["author_id"],
                report_id="fxiaoke:" + feedback["report_id"],
                given_at=pd.Series(pd.NaT, feedback.index, feedback["given_at"].dtype),
                text=None,
            ),
        }  # fmt: skip

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        call = seen.path.lstrip("/")
        if call in self.refusals:
            return self.refusals[call]
        if "thirdTraceId" not in seen.query:
            return _no(10006, "thirdTraceId is missing")
        if call in ("oauth2.0/token", "cgi/corpAccessToken/get/V2"):
            return self._token(call, seen.json)
        if not self._is_let_in(seen):
            return _no(20016, "corpAccessToken is not exist or expired")
        match call:
            case "cgi/user/get/batchByUpdTime":
                return self._users(seen.json)
            case "cgi/crm/v2/object/describe":
                return _ok(data={"describe": {"fields": self._fields(seen.json["apiName"])}})
            case "cgi/crm/v2/data/query":
                return self._query(seen.json["data"])
        return _no(404, "no such call")

    def _token(self, call: str, asked: dict[str, str]) -> Any:
        fine = asked.get("appId") == "FSAID_demo" and asked.get("appSecret") == self.secrets["FXIAOKE_SECRET"]
        is_new = call == "oauth2.0/token"
        fine &= (
            asked.get("grantType") == "app_secret"
            if is_new
            else asked.get("permanentCode") == self.secrets["FXIAOKE_CODE"]
        )
        if not fine:
            return _no(20014, "app secret invalid")
        self.given += 1
        token = f"fx-token-{self.given}"
        self.good.add(token)
        if is_new:
            return _ok(accessToken=token, expiresIn=7200, ea="demo_ea", openUserId="FSCID_demo", appId="FSAID_demo")
        return _ok(corpAccessToken=token, corpId="FSCID_demo", expiresIn=7200)

    def _is_let_in(self, seen: Seen) -> bool:
        by_head = seen.headers.get("authorization", "").removeprefix("Bearer ") in self.good
        by_head &= (seen.headers.get("x-fs-ea"), seen.headers.get("x-fs-userid")) == ("demo_ea", "1000")
        body = seen.json or {}
        by_body = body.get("corpAccessToken") in self.good and body.get("corpId") == "FSCID_demo"
        return by_head or (by_body and bool(body.get("currentOpenUserId")))

    def _users(self, asked: dict[str, Any]) -> Any:
        size, number = min(asked["pageSize"], 1000), asked["pageNumber"]
        found = sorted(self.people.items())[size * (number - 1) : size * number]
        return _ok(empList=[{"openUserId": key, "name": name, "mobile": "", "email": email, "status": "NORMAL"}
                            for key, (name, email) in found])  # fmt: skip

    def _fields(self, name: str) -> dict[str, Any]:
        def choice(label: str, options: dict[str, str]) -> dict[str, Any]:
            listed = [{"value": value, "label": text} for value, text in options.items()]
            return {"label": label, "type": "select_one", "options": listed}

        match name:
            case "NewOpportunityObj":
                stages = {value: stage for stage, value in self.stages.items()}
                return {"sales_stage": choice("商机阶段", stages),
                        "sales_status": choice("阶段状态", {"1": "进行中", "2": "赢单", "3": "输单"})}  # fmt: skip
            case "CasesObj":
                kinds = {value: kind for kind, value in self.categories.items()}
                return {
                    "priority": choice("优先级", {"3": "高", "2": "中", "1": "低"}),
                    "case_type": choice("类型", kinds),
                }
            case "JournalObj":
                own = {_OWN.get(name, f"{name}__c"): {"label": title, "type": "text"} for name, title in TITLES.items()}
                return {**own, "comment_status": choice("点评状态", {"0": "未点评", "1": "已点评"})}
        return {"name": {"label": "名称", "type": "text"}}

    def _query(self, data: dict[str, Any]) -> Any:
        query = data["search_query_info"]
        if query["offset"] > 10_000 or not 1 <= query["limit"] <= 100:
            return _no(10013, "offset out of range 10000")
        if query["orders"] != [{"fieldName": "_id", "isAsc": True}]:
            return _no(10006, "this stand-in gives records in the order of their ids only")
        name = data["dataObjectApiName"]
        found = [body for _, body in sorted(self.objects.get(name, {}).items()) if _fits(body, query["filters"])]
        size = min(query["limit"], self.page)
        bodies = found[:size]
        if self.doubled and bodies and any(one["operator"] == "GT" for one in query["filters"]) and len(bodies) == size:
            bodies = [bodies[0], *bodies[: size - 1]]
        if name == self.main_kind:
            bodies = [
                {key: one for key, one in body.items() if key not in self.dropped} | self.added for body in bodies
            ]
        return _ok(data={"dataList": bodies, "offset": 0, "limit": size, "total": 0})


def _fits(body: dict[str, Any], filters: list[dict[str, Any]]) -> bool:
    ways = {"GT": lambda one, other: one > other, "GTE": lambda one, other: one >= other}
    return all(ways[one["operator"]](body[one["field_name"]], one["field_values"][0]) for one in filters)


def _said(fields: pd.DataFrame) -> list[tuple[Any, Any]]:
    numbers = fields["number"] if "number" in fields else [None] * len(fields)
    return list(zip(fields["text"], numbers, strict=True))


def _text(value: Any) -> str:
    return format(Decimal(str(value)), "f")


def _millis(at: Any) -> Any:
    return None if at is None or pd.isna(at) else int(pd.Timestamp(at).timestamp()) * 1000


def _midnight(day: Any) -> datetime:
    return pd.Timestamp(day).to_pydatetime().replace(tzinfo=ZONE)


def _day(day: Any) -> Any:
    return None if day is None or pd.isna(day) else _millis(_midnight(day))


def _ok(**more: Any) -> dict[str, Any]:
    return {"errorCode": 0, "errorMessage": "OK", "traceId": "E-O.demo", **more}


def _no(code: int, said: str) -> dict[str, Any]:
    return {"errorCode": code, "errorMessage": said, "traceId": "E-O.demo"}

"""Zoho CRM: one organisation, lists that give only what is named, and nothing at all where nothing is."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

import pandas as pd

from stand_ins.server import Reply, Seen, StandIn

#: In which the organisation writes its times.
ZONE = timezone(timedelta(hours=8))
_FIELDS = {
    "Accounts": ("Account_Name", "Industry"),
    "Cases": ("Account_Name", "Subject", "Priority", "Type", "Description", "Solved_Time"),
    "Contacts": ("Account_Name", "Full_Name"),
    "Deals": ("Deal_Name", "Account_Name", "Amount", "Stage", "Probability", "Closing_Date", "Currency"),
    "Notes": ("Note_Title", "Note_Content", "Parent_Id"),
    "Products": ("Product_Name", "Product_Category"),
    "Sales_Orders": ("Subject", "Account_Name", "Sub_Total", "Status", "Currency", "Order_Time"),
    "Tasks": ("Subject", "Due_Date", "Status", "Closed_Time", "Description"),
}
_STAMPS = ("Owner", "Created_Time", "Modified_Time")


class Zoho(StandIn):
    """Zoho's interface, version 8: 204 and 304 without a body, tokens of pages that are bound to what was asked."""

    kind = "zoho"
    spec = "zoho-crm-v8.openapi.json"
    spec_base = "https://www.zohoapis.com"
    tables = ("opportunities", "people", "customers", "orders", "complaints", "follow_ups")
    main_kind, main_table, main_list, droppable = "Deals", "opportunities", r"/crm/v8/Deals$", "Closing_Date"

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"ZOHO_SECRET": "zoho-hush", "ZOHO_REFRESH": "1000.refresh.hush"}
        self.people: dict[str, tuple[str, str]] = {}
        self.modules: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in _FIELDS}
        self.removed: dict[str, dict[str, datetime]] = {name: {} for name in _FIELDS}
        self.given, self.good = 0, set()
        self.refusals: dict[str, Any] = {}
        self._cursors: dict[str, tuple[dict[str, str], int]] = {}

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "zoho", "name": "zoho", "accounts": self.base, "since": "2026-01-01", "client_id": "1000.CLIENT",
            "client_secret": "ZOHO_SECRET", "refresh_token": "ZOHO_REFRESH", "dropped": ["Deferred"],
            "won_stages": ["赢单"], "lost_stages": ["输单"],
            "fields": {"complaints.resolved_at": "Solved_Time", "orders.ordered_at": "Order_Time"},
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self.good.clear()

    def too_many(self) -> Reply:
        said = {"code": "TOO_MANY_REQUESTS", "details": {}, "message": "Too many requests", "status": "error"}
        return Reply(429, said)

    # Its content.

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        people = tables["people"]
        self.people = dict(zip(people["person_id"], zip(people["name"], people["email"], strict=True), strict=True))
        former, self.modules = self.modules, {name: {} for name in _FIELDS}
        told = {
            "people": people[["person_id", "name", "email"]].assign(
                person_id=[digits(one) for one in people["person_id"]]
            ),
            "customers": self._accounts(tables["customers"]),
            "orders": self._orders(tables["orders"]),
            "opportunities": self._deals(tables["opportunities"]),
            "complaints": self._cases(tables["complaints"]),
            "follow_ups": self._tasks(tables.get("follow_ups", pd.DataFrame())),
        }
        for module, found in self.modules.items():
            for key, body in found.items():
                before = former[module].get(key)
                same = before is not None and {**before, "Modified_Time": ""} == body
                body["Modified_Time"] = before["Modified_Time"] if before is not None and same else _told(self.now)
            for key in set(former[module]) - set(found):
                self.removed[module][key] = self.now
        return told

    def _put(self, module: str, own: str, owner: Any, made: Any, **more: Any) -> str:
        key = digits(own)
        person = None if owner is None or pd.isna(owner) else str(owner)
        holder = (
            {"id": digits(person), "name": self.people[person][0], "email": self.people[person][1]} if person else None
        )
        self.modules[module][key] = {
            "id": key,
            "Owner": holder,
            "Created_Time": _told(made),
            "Modified_Time": "",
            **more,
        }
        return key

    def _accounts(self, told: pd.DataFrame) -> pd.DataFrame:
        for row in told.to_dict("records"):
            made = row["created_on"].to_pydatetime().replace(tzinfo=ZONE)
            self._put("Accounts", row["customer_id"], row["owner_id"], made, Account_Name=row["name"], Industry=None)
        return _named(told[["customer_id", "name", "owner_id", "created_on"]])

    def _orders(self, told: pd.DataFrame) -> pd.DataFrame:
        kept = told[told["status"] == "confirmed"].reset_index(drop=True)
        for own, lines in kept.groupby("order_id"):
            first = lines.iloc[0]
            made = first["ordered_at"] if pd.isna(first.get("recorded_at")) else first["recorded_at"]
            items = [
                {"id": digits(f"{own}-{row['line_id']}"), "Quantity": row["quantity"], "Net_Total": row["amount"],
                 "Product_Name": {"id": digits(row["product_id"])} if isinstance(row.get("product_id"), str) else None}
                for row in lines.to_dict("records")
            ]  # fmt: skip
            self._put("Sales_Orders", own, first["person_id"], made, Subject=own, Account_Name=_look(first["customer_id"]),
                      Sub_Total=round(float(lines["amount"].sum()), 2), Status="Approved", Currency=first["currency"],
                      Order_Time=_told(first["ordered_at"]), Ordered_Items=items)  # fmt: skip
        columns = ["order_id", "line_id", "person_id", "customer_id", "product_id", "ordered_at", "recorded_at", "quantity",
                   "amount", "currency", "status"]  # fmt: skip
        lines = [digits(f"{own}-{line}") for own, line in zip(kept["order_id"], kept["line_id"], strict=True)]
        return _named(kept.assign(line_id=lines)[[name for name in columns if name in kept]])

    def _deals(self, told: pd.DataFrame) -> pd.DataFrame:
        """Hold the deals; of a closed one the day on which it was to be closed is that on which it was."""
        kept = told.drop(columns=["product_id"], errors="ignore").copy()
        stages = {"won": "赢单", "lost": "输单"}
        kept["stage"] = [stages.get(how, stage) for how, stage in zip(kept["outcome"], kept["stage"], strict=True)]
        if "closed_on" in kept:
            kept["expected_on"] = kept["closed_on"].fillna(kept["expected_on"])
        for row in kept.to_dict("records"):
            made = row["created_on"].to_pydatetime().replace(tzinfo=ZONE)
            self._put("Deals", row["opportunity_id"], row["person_id"], made, Deal_Name=row["opportunity_id"],
                      Account_Name=_look(row["customer_id"]), Amount=_number(row["amount"]), Stage=row["stage"],
                      Probability=None if pd.isna(row["probability"]) else round(row["probability"] * 100),
                      Closing_Date=_date(row["expected_on"]), Currency=row["currency"])  # fmt: skip
        return _named(kept)

    def _cases(self, told: pd.DataFrame) -> pd.DataFrame:
        for row in told.to_dict("records"):
            self._put("Cases", row["complaint_id"], row["person_id"], row["opened_at"], Subject=row["complaint_id"],
                      Account_Name=_look(row["customer_id"]), Priority=row["severity"].title(), Type=row["category"],
                      Description=row["text"], Solved_Time=_told(row["resolved_at"]))  # fmt: skip
        return _named(told.drop(columns=["answered_at"], errors="ignore"))

    def _tasks(self, told: pd.DataFrame) -> pd.DataFrame:
        if told.empty:
            return told
        states = {"open": "In Progress", "done": "Completed", "dropped": "Deferred"}
        for row in told.to_dict("records"):
            self._put("Tasks", row["follow_up_id"], row["owner_id"], row["created_at"], Subject=row["title"],
                      Due_Date=_date(row["due_on"]), Status=states[row["status"]], Closed_Time=_told(row["done_at"]),
                      Description=None)  # fmt: skip
        ids = "zoho:" + pd.Series([digits(one) for one in told["follow_up_id"]], index=told.index)
        return told.assign(
            follow_up_id=ids, owner_id=[digits(one) for one in told["owner_id"]], origin="zoho", url=None
        )

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        if seen.path in self.refusals:
            return self.refusals[seen.path]
        if seen.path == "/oauth/v2/token":
            return self._token(seen.form)
        if seen.headers.get("authorization", "").removeprefix("Zoho-oauthtoken ") not in self.good:
            return _no(401, "INVALID_TOKEN", "invalid oauth token")
        parts = seen.path.removeprefix("/crm/v8/").split("/")
        match parts:
            case ["users"]:
                return self._users(seen.query)
            case ["org"]:
                return {
                    "org": [
                        {"id": digits("org"), "company_name": "云岭", "iso_code": "CNY", "time_zone": "Asia/Shanghai"}
                    ]
                }
            case ["settings", "fields"]:
                return {"fields": [_described(name) for name in self._there(seen.query["module"])]}
            case [module, "deleted"] if module in self.modules:
                return self._deleted(module, seen.query)
            case [module] if module in self.modules:
                return self._records(module, seen)
            case [module, key] if module in self.modules:
                body = self.modules[module].get(key)
                return {"data": [body]} if body else Reply(204)
        return _no(400, "INVALID_MODULE", "the module name given seems to be invalid")

    def _token(self, asked: dict[str, str]) -> Any:
        wanted = {"grant_type": "refresh_token", "refresh_token": self.secrets["ZOHO_REFRESH"],
                  "client_id": "1000.CLIENT", "client_secret": self.secrets["ZOHO_SECRET"]}  # fmt: skip
        if asked != wanted:
            return {"error": "invalid_code"}
        self.given += 1
        if self.given > 10:
            return {"error": "access_denied", "error_description": "too many requests continuously"}
        self.good.add(f"1000.token.{self.given}")
        return {
            "access_token": f"1000.token.{self.given}",
            "api_domain": self.base,
            "token_type": "Bearer",
            "expires_in": 3600,
        }

    def _there(self, module: str) -> list[str]:
        gone = self.dropped if module == self.main_kind else set()
        more = self.added if module == self.main_kind else {}
        return [name for name in (*_FIELDS[module], *_STAMPS, *more) if name not in gone]

    def _records(self, module: str, seen: Seen) -> Any:
        query = seen.query
        names = query.get("fields", "").split(",")
        if not names[0] or len(names) > 50 or int(query.get("per_page", 200)) > 200:
            return _no(400, "INVALID_DATA", "fields or per_page")
        if "page" in query and "page_token" in query:
            return _no(400, "AMBIGUITY_DURING_PROCESSING", "page and page_token")
        if unknown := set(names) - set(self._there(module)):
            return _no(400, "INVALID_DATA", f"the field is invalid: {min(unknown)}")
        asked = {**query, "since": seen.headers.get("if-modified-since", "")}
        token, start = asked.pop("page_token", ""), 0
        if token:
            bound, start = self._cursors.get(token, ({}, 0))
            if bound != asked:
                return _no(400, "TOKEN_BOUND_DATA_MISMATCH", "page_token")
        since = datetime.fromisoformat(asked["since"]).replace(microsecond=0) if asked["since"] else None
        found = [
            body for _, body in sorted(self.modules[module].items())
            if since is None or datetime.fromisoformat(body["Modified_Time"]) >= since
        ]  # fmt: skip
        if not found:
            return Reply(304) if since else Reply(204)
        end = start + min(int(query.get("per_page", 200)), self.page)
        first = start - 1 if self.doubled and start else start
        bodies = [{**body, **(self.added if module == self.main_kind else {})} for body in found[first:end]]
        data = [{"id": body["id"], **{name: body.get(name) for name in names}} for body in bodies]
        more, info = end < len(found), {"per_page": self.page, "count": len(data), "page": 1}
        if more:
            info["next_page_token"] = f"token{len(self._cursors)}"
            self._cursors[info["next_page_token"]] = (asked, end)
        return {"data": data, "info": {**info, "more_records": more, "sort_by": "id", "sort_order": "desc"}}

    def _deleted(self, module: str, query: dict[str, str]) -> Any:
        found, start = sorted(self.removed[module].items()), self.page * (int(query["page"]) - 1)
        some = found[start : start + self.page]
        if not some:
            return Reply(204)
        data = [{"id": key, "display_name": None, "type": "recycle", "deleted_time": _told(at), "deleted_by": None,
                 "created_by": None} for key, at in some]  # fmt: skip
        more = start + self.page < len(found)
        return {
            "data": data,
            "info": {"per_page": self.page, "count": len(data), "page": int(query["page"]), "more_records": more},
        }

    def _users(self, query: dict[str, str]) -> Any:
        found, start = sorted(self.people.items()), self.page * (int(query["page"]) - 1)
        some = found[start : start + self.page]
        users = [
            {"id": digits(key), "full_name": name, "email": email, "status": "active"} for key, (name, email) in some
        ]
        more = start + self.page < len(found)
        return {
            "users": users,
            "info": {"per_page": self.page, "count": len(users), "page": int(query["page"]), "more_records": more},
        }


def digits(text: str, length: int = 19) -> str:
    """Make an id of digits."""
    return str(int(hashlib.sha256(text.encode()).hexdigest()[:20], 16))[:length].rjust(length, "6")


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Put Zoho's ids where the tables have their own."""
    columns = ["customer_id", "owner_id", "order_id", "person_id", "product_id", "opportunity_id", "complaint_id"]
    known = {
        name: [digits(one) if isinstance(one, str) else None for one in frame[name]]
        for name in columns
        if name in frame
    }
    return frame.assign(**{name: pd.Series(ids, frame.index, "str") for name, ids in known.items()})


def _look(own: Any) -> dict[str, str] | None:
    return {"id": digits(own), "name": own} if isinstance(own, str) else None


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _told(at: Any) -> str | None:
    return None if at is None or pd.isna(at) else pd.Timestamp(at).astimezone(ZONE).isoformat(timespec="seconds")


def _date(day: Any) -> str | None:
    return None if day is None or pd.isna(day) else pd.Timestamp(day).date().isoformat()


def _no(status: int, code: str, said: str) -> Reply:
    return Reply(status, {"code": code, "details": {}, "message": said, "status": "error"})


def _described(name: str) -> dict[str, Any]:
    """Describe a field as Zoho does, at length."""
    flags = ("webhook", "colour_code_enabled_by_system", "field_read_only", "read_only", "businesscard_supported",
             "filterable", "visible", "separator", "searchable", "history_tracking_enabled", "enable_colour_code",
             "system_mandatory", "virtual_field", "public", "custom_field", "display_field",
             "pick_list_values_sorted_lexically", "sortable", "mass_update")  # fmt: skip
    return {
        **dict.fromkeys(flags, False), "api_name": name, "id": digits(name), "field_label": name, "display_label": name,
        "type": "used", "data_type": "text", "created_source": "default", "display_type": -1, "ui_type": 1,
        "operation_type": {"web_update": True, "api_create": True, "web_create": True, "api_update": True},
        "association_details": None, "multi_module_lookup": {}, "profiles": [], "view_type": {"view": True, "edit": True,
        "quick_create": False, "create": True}, "external": None, "unique": {}, "pick_list_values": [], "range": None,
        "email_parser": {"fields_update_supported": False, "record_operations_supported": False}, "currency": {}, "lookup": {},
        "convert_mapping": {"Contacts": None, "Deals": None, "Accounts": None}, "rollup_summary": {}, "formula": {},
        "multiselectlookup": {}, "auto_number": {},
    }  # fmt: skip

"""Asking Zoho CRM for the records of its modules that changed.

A list gives only fields that are named, fifty at most: first those that are read, then
whatever else the module has, so that a field that is added is kept. What was deleted
stands in a list of its own for sixty days; a whole pull sees the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any

import httpx

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.zoho import ZohoEntry
from reviewbook.sources.systems.pulling import Page, Pulling
from reviewbook.sources.systems.records import Batch, Reach, Record
from reviewbook.sources.systems.system import Probe
from reviewbook.web import Clock, Codes, Grant, Pace, Token, Web, secret

__all__ = ["NEEDED", "Zoho"]

_PAGE = 200
_MOST_FIELDS, _LONGEST = 50, 1000
#: Modules of which only what was made since the first day of the entry is kept; what lasts is kept however old.
_PASSING = ("Cases", "Notes", "Sales_Orders", "Tasks")
_STAMPS = ("Created_Time", "Modified_Time", "Owner")

#: Fields that the mapping reads.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "Accounts": ("Account_Name", *_STAMPS),
    "Cases": ("Account_Name", "Priority", "Subject", *_STAMPS),
    "Contacts": ("Account_Name", "Full_Name", *_STAMPS),
    "Deals": ("Account_Name", "Closing_Date", "Currency", "Deal_Name", "Probability", "Stage", *_STAMPS),
    "Notes": ("Note_Title", "Note_Content", "Parent_Id", *_STAMPS),
    "Products": ("Product_Category", "Product_Name", *_STAMPS),
    "Sales_Orders": ("Account_Name", "Currency", "Status", "Subject", *_STAMPS),
    "Tasks": ("Closed_Time", "Description", "Due_Date", "Status", "Subject", *_STAMPS),
}

_CODES = Codes(
    field="code",
    fine=(),
    renew=("INVALID_TOKEN", "AUTHENTICATION_FAILURE"),
    again={"TOO_MANY_REQUESTS": 10, "INTERNAL_ERROR": 0},
    stop={
        code: f"zoho.{code}"
        for code in ("INVALID_MODULE", "INVALID_TOKEN", "LICENSE_EXPIRED", "NO_PERMISSION", "OAUTH_SCOPE_MISMATCH")
    },
    message="message",
    needed=False,
)
#: Whoever gives tokens refuses in an answer of status 200.
_DOOR_CODES = Codes(
    field="error",
    fine=(),
    stop={
        code: f"zoho.{code}" for code in ("access_denied", "invalid_client", "invalid_client_secret", "invalid_code")
    },
    message="error_description",
    needed=False,
)


class Zoho:
    """
    One organisation.

    Parameters
    ----------
    entry : ZohoEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: ZohoEntry, clock: Clock | None = None) -> None:
        self._entry, self._clock = entry, clock or Clock()
        self._secret, self._refresh = secret(entry.client_secret), secret(entry.refresh_token)
        self._door = Web(entry.name, entry.login, codes=_DOOR_CODES, clock=clock)
        self._door.hide(self._secret, self._refresh)
        # Ten tokens are given in ten minutes, and then none: the token is kept for the next run.
        # One client may have refresh tokens of several organisations; of the key only a checksum is kept.
        key = f"{entry.login} {entry.client_id} {self._refresh}"
        self._token = Token(key, self._granted, _put, clock, lasting=True)

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for the people, the organisation, and the records of each module."""
        users = [one for page in pulling.pages("users", self._users, 1) for one in page]
        yield Batch("users", [Record("users", str(one["id"]), one) for one in users], Reach.WHOLE)
        yield Batch(
            "org", [Record("org", str(one["id"]), _organisation(one)) for one in self._organisations()], Reach.WHOLE
        )
        for module in self._entry.modules:
            yield from self._module(pulling, module)

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        yield Probe("the access token (oauth/v2/token)", self._token.grant)
        yield Probe("users (ZohoCRM.users.READ)", lambda: self._users(1))
        yield Probe("the organisation (ZohoCRM.org.READ)", self._organisations)
        for module in self._entry.modules:
            what = f"{module} (ZohoCRM.modules.READ, ZohoCRM.settings.READ)"
            yield Probe(what, partial(self._first_of, module))

    @cached_property
    def _web(self) -> Web:
        # Where the organisation is, is told with the token.
        base = self._entry.base or self._token.grant().more["api_domain"]
        return Web(self._entry.name, base, auth=self._token, codes=_CODES, clock=self._clock, pace=Pace(10, 1))

    def _granted(self) -> Grant:
        asked = {
            "grant_type": "refresh_token",
            "refresh_token": self._refresh,
            "client_id": self._entry.client_id,
            "client_secret": self._secret,
        }
        body = self._door.ask("POST", "oauth/v2/token", what="access token", data=asked).body
        domain = str(body.get("api_domain") or f"https://www.zohoapis.{self._entry.data_center}")
        return Grant(str(body["access_token"]), float(body.get("expires_in") or 3600), {"api_domain": domain})

    def _module(self, pulling: Pulling, module: str) -> Iterator[Batch]:
        # Kept with the pages: a token of a page is good only for the fields that the first one was asked with.
        kept = [one for page in pulling.pages(f"{module} fields", partial(self._named, module)) for one in page]
        names, window = str(kept[0]["names"]), pulling.window
        since = None if window.whole else window.since
        pages = pulling.pages(module, partial(self._records, module, names, since))
        found = {str(one["id"]): one for page in pages for one in page if self._is_meant(module, one)}
        if module == "Sales_Orders" and self._entry.order_lines:
            whole = pulling.pages(f"{module} with lines", partial(self._one, module, sorted(found)), 0)
            found = {str(one["id"]): one for page in whole for one in page}
        records = [Record(module, key, body) for key, body in found.items()]
        if not window.whole:
            gone = [
                one for page in pulling.pages(f"{module} deleted", partial(self._deleted, module), 1) for one in page
            ]
            records += [Record(module, str(one["id"]), one, gone=True) for one in gone]
        yield Batch(module, records, Reach.WHOLE if window.whole else Reach.SOME)

    def _is_meant(self, module: str, body: Mapping[str, Any]) -> bool:
        if module not in _PASSING:
            return True
        first = datetime.combine(self._entry.since, datetime.min.time(), UTC) - timedelta(days=1)
        try:
            return datetime.fromisoformat(str(body.get("Created_Time"))) >= first
        except (TypeError, ValueError):  # the checks refuse it with its reason
            return True

    def _named(self, module: str, _: None) -> Page:
        return Page([{"names": self._names(module)}])

    def _names(self, module: str) -> str:
        """Give the fields that are asked for; one that is read and is no longer there is told by its absence."""
        params = {"module": module, "include": "allowed_permissions_to_update"}
        body = self._web.ask("GET", "crm/v8/settings/fields", what=f"fields of {module}", params=params).body
        there = [str(one["api_name"]) for one in self._web.listed(body, "fields") if one.get("data_type") != "subform"]
        own = [self._entry.field(f"{table}.{column}") for table, column in _columns(module)]
        wanted = [name for name in dict.fromkeys([*NEEDED[module], *own]) if name in there]
        chosen: list[str] = []
        for name in dict.fromkeys([*wanted, *sorted(there)]):
            if len(chosen) < _MOST_FIELDS and len(",".join([*chosen, name])) <= _LONGEST:
                chosen.append(name)
        return ",".join(chosen)

    def _records(self, module: str, names: str, since: datetime | None, cursor: str | None) -> Page:
        params = {"fields": names, "per_page": _PAGE} | ({"page_token": cursor} if cursor else {})
        headers = {"If-Modified-Since": since.isoformat(timespec="seconds")} if since else {}
        body = self._web.ask("GET", f"crm/v8/{module}", what=module, params=params, headers=headers).body
        if body is None:  # nothing there, or nothing new
            return Page([])
        info = body.get("info") or {}
        if info.get("more_records") and not info.get("next_page_token"):
            what = "there are more records, but no token of the next page"
            step = "Zoho gives no more than 100,000 records in a list; ask its support, or leave the module out."
            raise SourceError(Problem(f"source {self._entry.name}: {module}", what, "", step))
        return Page(self._web.listed(body, "data"), info["next_page_token"] if info.get("more_records") else None)

    def _one(self, module: str, ids: list[str], cursor: int) -> Page:
        if not ids:
            return Page([])
        body = self._web.ask("GET", f"crm/v8/{module}/{ids[cursor]}", what=f"one of {module}").body
        found = self._web.listed(body, "data") if body else []  # deleted since its page was turned
        return Page(found, cursor + 1 if cursor + 1 < len(ids) else None)

    def _deleted(self, module: str, page: int) -> Page:
        params = {"type": "all", "page": page, "per_page": _PAGE}
        body = self._web.ask("GET", f"crm/v8/{module}/deleted", what=f"{module} that were deleted", params=params).body
        if body is None:
            return Page([])
        return Page(self._web.listed(body, "data"), page + 1 if (body.get("info") or {}).get("more_records") else None)

    def _users(self, page: int) -> Page:
        params = {"type": "AllUsers", "page": page, "per_page": _PAGE}
        body = self._web.ask("GET", "crm/v8/users", what="users", params=params).body
        if body is None:
            return Page([])
        return Page(self._web.listed(body, "users"), page + 1 if (body.get("info") or {}).get("more_records") else None)

    def _organisations(self) -> list[dict[str, Any]]:
        return self._web.listed(self._web.ask("GET", "crm/v8/org", what="the organisation").body, "org")

    def _first_of(self, module: str) -> None:
        self._records(module, self._names(module), None, None)


def _put(request: httpx.Request, token: str) -> None:
    request.headers["Authorization"] = f"Zoho-oauthtoken {token}"


def _columns(module: str) -> list[tuple[str, str]]:
    """Give the columns of a table whose fields an organisation may name, by the module they stand in."""
    return {
        "Accounts": [("customers", "segment"), ("customers", "region")],
        "Cases": [("complaints", name) for name in ("category", "text", "answered_at", "resolved_at")],
        "Deals": [("opportunities", "amount")],
        "Sales_Orders": [("orders", "ordered_at"), ("orders", "amount")],
    }.get(module, [])


def _organisation(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: body.get(name) for name in ("id", "company_name", "iso_code", "time_zone")}

"""Requests and answers are held against the description that a vendor publishes of its system."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.paths.exceptions import PathNotFound
from werkzeug.datastructures import Headers, ImmutableMultiDict

from stand_ins.server import SPECS, Reply, Seen, StandIn


@cache
def _description(file: str) -> OpenAPI:
    document = _readable(json.loads((SPECS / file).read_text("utf-8")))
    return OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))


def _readable(part: Any) -> Any:
    """Leave out patterns of another dialect of regular expressions, and what is deprecated in a description."""
    if isinstance(part, dict):
        return {key: _readable(one) for key, one in part.items() if not _is_foreign(key, one)}
    return [_readable(one) for one in part] if isinstance(part, list) else part


def _is_foreign(key: str, value: Any) -> bool:
    if key == "pattern" and isinstance(value, str):
        try:
            re.compile(value)
        except re.error:
            return True
    return key == "allowEmptyValue"


class _Request:
    """A request as the validator wants to see it."""

    def __init__(self, stand_in: StandIn, seen: Seen) -> None:
        self.host_url, _, _ = stand_in.spec_base.rstrip("/").partition("/__none__")
        self.path = seen.path
        self.full_url_pattern = f"{self.host_url}{seen.path}"
        self.method = seen.method.lower()
        self.body: bytes | None = seen.raw or None
        self.content_type = seen.headers.get("content-type", "application/json").partition(";")[0]
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(seen.pairs),
            header=Headers(list(seen.headers.items())),
            cookie=ImmutableMultiDict(),
        )


class _Response:
    """An answer as the validator wants to see it."""

    def __init__(self, given: Reply) -> None:
        self.data: Any = given.content or None
        self.status_code = given.status
        self.content_type = "application/json"
        self.headers = Headers(list(given.headers.items()))


def violations(stand_in: StandIn, seen: Seen, given: Reply) -> list[str]:
    """Say where a request or its answer is not as the vendor describes it; what is not described has no say."""
    assert stand_in.spec
    described, request, found = _description(stand_in.spec), _Request(stand_in, seen), []
    try:
        described.validate_request(request)
    except PathNotFound:
        return []
    except OpenAPIError as error:
        if given.status < 400:  # the stand-in should have refused it as well
            found.append(f"request {seen.method} {seen.path}: {_said(error)}")
    if given.content and given.status < 300:
        try:
            described.validate_response(request, _Response(given))
        except OpenAPIError as error:
            found.append(f"answer to {seen.method} {seen.path}: {_said(error)}")
    return found


def _said(error: BaseException) -> str:
    parts = [str(error)]
    while error.__cause__ is not None:
        error = error.__cause__
        parts.append(str(getattr(error, "schema_errors", error))[:400])
    return " / ".join(parts)

"""Calls of Slack, each made once, and what became of it.

The library asks by urllib, which tells a request that never went out whole (`URLError`) from an
answer that never came (anything else): only after the latter somebody may have seen what was asked for.
"""

from __future__ import annotations

import http.client
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from reviewbook.delivery.channel import Doubtful, Refused
from reviewbook.legible import masked, shortened

if TYPE_CHECKING:
    from slack_sdk import WebClient

__all__ = ["Client"]

_TIMEOUT = 30
_LONGEST = 300

#: What only a person can mend → its advice.
_STOP = {
    "channel_not_found": "slack_channel_not_found", "not_in_channel": "slack_not_in_channel",
    "is_archived": "slack_is_archived", "user_not_found": "slack_user_not_found", "user_disabled": "slack_user_not_found",
    "invalid_auth": "slack_login", "not_authed": "slack_login", "token_revoked": "slack_login",
    "token_expired": "slack_login", "account_inactive": "slack_login", "missing_scope": "slack_missing_scope",
    "restricted_action": "slack_not_allowed", "restricted_action_read_only_channel": "slack_not_allowed",
    "posting_to_channel_denied": "slack_not_allowed", "access_denied": "slack_not_allowed",
    "messages_tab_disabled": "slack_not_allowed", "file_type_not_allowed": "slack_files",
    "file_uploads_disabled": "slack_files", "file_upload_size_restricted": "slack_files",
    "file_uploads_except_images_disabled": "slack_files", "storage_limit_reached": "slack_files",
}  # fmt: skip

#: After these Slack itself says that something may have been done.
_UNCERTAIN = ("internal_error", "fatal_error")
_AGAIN = (
    "ratelimited",
    "rate_limited",
    "message_limit_exceeded",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
)
_UNCERTAIN_STATUSES = (408, 500, 502, 504)
_BUSY = (425, 429, 503)


@dataclass(frozen=True)
class Client:
    """
    One app of one workspace.

    Parameters
    ----------
    web : WebClient
        The library's, made by `of`.
    """

    web: WebClient

    @classmethod
    def of(cls, base: str, token: str) -> Client:
        """Give the client of a token."""
        from slack_sdk import WebClient

        # A logger of its own that says nothing: what is sent is in no log. And it asks nothing again by itself.
        silent = logging.Logger("slack", logging.CRITICAL + 1)
        web = WebClient(token, base, timeout=_TIMEOUT, retry_handlers=[], logger=silent)
        web.proxy = None  # urllib reads the environment itself, and with it which addresses need no proxy
        return cls(web)

    def call(
        self, method: str, json: Mapping[str, Any] | None = None, **form: str | int
    ) -> dict[str, Any] | Refused | Doubtful:
        """
        Ask for something, once.

        Parameters
        ----------
        method : str
            ``chat.postMessage``.
        json : Mapping, optional
            What goes with it, where the method takes JSON; most that ask for something do not.
        form : optional
            What goes with it otherwise.
        """
        from slack_sdk.errors import SlackApiError, SlackClientError

        try:
            body = self.web.api_call(method, json=dict(json) if json else None, params=form).data
        except SlackApiError as error:
            return self._judged(method, error.response)
        except URLError as error:
            return Refused(f"{method}: it cannot be reached: {self._shown(error.reason)}", "http.unreachable")
        except (OSError, http.client.HTTPException) as error:
            return Doubtful(f"{method}: the connection ended before it answered: {self._shown(error)}")
        except (SlackClientError, ValueError) as error:  # a body that is no JSON is read by nobody
            return Doubtful(f"{method}: it answered strangely: {self._shown(error)}")
        return body if isinstance(body, dict) else Doubtful(f"{method}: it answered strangely")

    def _judged(self, method: str, response: Any) -> Refused | Doubtful:
        status, body = response.status_code, response.data
        code = str(body.get("error", "")) if isinstance(body, dict) else ""
        needed = f" (needed: {body['needed']})" if isinstance(body, dict) and body.get("needed") else ""
        said = self._shown(f"{method}: {code or status}{needed}")
        if code in _STOP:
            return Refused(said, f"delivery.{_STOP[code]}", again=False)
        if code in _UNCERTAIN or status in _UNCERTAIN_STATUSES:
            return Doubtful(said)
        if code in _AGAIN or status in _BUSY:
            return Refused(said, "http.429" if status == 429 else "", after=_seconds(response.headers))
        return Refused(said, "http.strange" if status >= 300 else "", again=False)

    def _shown(self, said: object) -> str:
        text = str(said) or type(said).__name__
        return shortened(masked(text.replace(self.web.token or "\0", "•••")), _LONGEST)


def _seconds(headers: Any) -> float:
    text = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    return float(text) if str(text).isdigit() else 0

"""Secrets by name: from the environment, else from the keyring of the system; never from params."""

from __future__ import annotations

import os

from reviewbook.errors import Problem, SourceError

__all__ = ["SERVICE", "secret"]

#: Under which the keyring keeps them.
SERVICE = "reviewbook"


def secret(name: str) -> str:
    """
    Give the secret of a name.

    Parameters
    ----------
    name : str
        As it stands in ``sources.yaml``: ``CRM_TOKEN``.

    Raises
    ------
    SourceError
        When neither the environment nor the keyring has it.
    """
    value = os.environ.get(name, "").strip() or (_from_keyring(name) or "").strip()
    if not value:
        raise SourceError(
            Problem(
                f"secret {name}",
                "is not set",
                "The params name it; reviewbook looks in the environment and then in the keyring.",
                f"Set it where reviewbook runs: export {name}=… or: keyring set {SERVICE} {name}",
            )
        )
    return value


def _from_keyring(name: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name)
    except KeyringError:  # a server has none, as a rule; then the environment is all there is
        return None

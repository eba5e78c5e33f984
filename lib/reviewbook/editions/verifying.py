"""Whether an edition still is what was published."""

from __future__ import annotations

from hashlib import sha256

from reviewbook.editions.edition import Edition
from reviewbook.editions.names import audience_folder
from reviewbook.editions.record import RECORD
from reviewbook.slices import Audience

__all__ = ["verify"]


def verify(edition: Edition) -> list[str]:
    """
    Compare an edition with its record.

    Returns
    -------
    list of str
        One sentence for each file that is missing, foreign or changed; empty when all is as it was published.
    """
    record = edition.record
    who = Audience(record.audience.kind, record.audience.id, record.audience.name)
    right = (record.review, record.period, audience_folder(who), str(record.number))
    recorded = {file.name: file for file in record.files}
    present = {path.name: path for path in edition.folder.iterdir() if path.name != RECORD}
    found = [] if edition.folder.parts[-4:] == right else [f"{RECORD}: it is the record of {'/'.join(right)}"]
    found += [f"{name}: it is missing" for name in recorded.keys() - present.keys()]
    found += [f"{name}: it was not published with this edition" for name in present.keys() - recorded.keys()]
    for name in recorded.keys() & present.keys():
        content = present[name].read_bytes()
        if len(content) != recorded[name].size:
            found.append(f"{name}: it has {len(content)} bytes and was published with {recorded[name].size}")
        elif sha256(content).hexdigest() != recorded[name].sha256:
            found.append(f"{name}: its content is not what was published")
    return sorted(found)

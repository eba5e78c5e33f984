"""What a manager should know first: what changed or stands out, on which evidence, and what to do about it."""

from reviewbook.findings.finding import Finding, Known, Number
from reviewbook.findings.stage import findings

__all__ = ["Finding", "Known", "Number", "findings"]

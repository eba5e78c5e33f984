"""The archive as a static site: what was published, for whom, and where it stands.

Everything is drawn from the records alone and works from a disk as well as from
a server. Whoever is given the pages of one reader and the folders of that
audience sees nothing of the others: those pages name nobody else and lead to
nothing else. Only the search runs a script, the one whose checksum its page names.
"""

from reviewbook.editions.site.latest import leading_pages
from reviewbook.editions.site.writing import write_site

__all__ = ["leading_pages", "write_site"]

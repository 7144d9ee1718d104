"""The private PostGIS that Golmok starts itself, shares between its processes, and stops.

binaries finds the programs, account whom they run as, home where everything lies; files and locks keep it ours;
configuration writes the settings, launch and server run it, processes tells what lives; sharing and attachment are
what its users see, databases what they work in, keeper who starts it again when it dies under them.
"""

from mapper.store.cluster.attachment import DATABASE, Attachment, Role
from mapper.store.cluster.binaries import Binaries, find_binaries
from mapper.store.cluster.databases import create_database, create_template, drop_database
from mapper.store.cluster.keeper import Keeper
from mapper.store.cluster.sharing import Cluster, Status

__all__ = [
    "DATABASE",
    "Attachment",
    "Binaries",
    "Cluster",
    "Keeper",
    "Role",
    "Status",
    "create_database",
    "create_template",
    "drop_database",
    "find_binaries",
]

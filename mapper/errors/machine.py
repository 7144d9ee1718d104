"""The machine, the server or the installation lacks something."""

from __future__ import annotations

from mapper.errors.base import GolmokError


class MachineFault(GolmokError, RuntimeError):
    """The machine lacks something Golmok needs: a program, a folder, room, a port."""

    code = "machine_fault"


class PostgisMissing(MachineFault):
    """No PostgreSQL server with PostGIS was found on this machine."""

    code = "postgis_missing"


class ServerAccountMissing(MachineFault):
    """No account of this machine is one that PostgreSQL can run as."""

    code = "server_account_missing"


class ClusterVersionMismatch(MachineFault):
    """The data directory was made by another major version of PostgreSQL."""

    code = "cluster_version_mismatch"


class DataDirUnusable(MachineFault):
    """The data folder cannot be written, reached or owned as it must be."""

    code = "data_dir_unusable"


class KeyUnusable(MachineFault):
    """The file of the key that seals is missing, open to others, or not the one that sealed."""

    code = "key_unusable"


class CipherMissing(MachineFault):
    """The cipher that was asked for is not on this machine."""

    code = "cipher_missing"


class VaultUnsafe(MachineFault):
    """The database would not keep households apart: its server is not patched, or we connect as somebody it lets pass."""

    code = "vault_unsafe"


class ChainBroken(MachineFault):
    """The access log is not as it was written; ``fields`` name the first entry of each chain that is not."""

    code = "chain_broken"


class DiskFull(MachineFault):
    """The disk has no room left."""

    code = "disk_full"


class ServerUnreachable(MachineFault):
    """The database server does not answer, or refuses us."""

    code = "server_unreachable"


class ServerBusy(MachineFault):
    """The database server lives, but had no time for this, or somebody held what it needs."""

    code = "server_busy"


class UpgradeHeld(MachineFault):
    """The schema could not be brought up to date, as somebody held a table that it changes; nothing was changed."""

    code = "upgrade_held"


class PortTaken(MachineFault):
    """Another program listens on the port asked for."""

    code = "port_taken"


class ExtraMissing(MachineFault):
    """Something was asked for that only an extra of Golmok can do, and it is not installed."""

    code = "extra_missing"


class PartsAmiss(MachineFault):
    """What several workers did does not come to the whole: they do not see the same database."""

    code = "parts_amiss"

"""Files brought from public interfaces: the only place in the tool that uses the network.

One module per interface (`hdx`, `ucdp`, `acled`, `osm`), one that carries bytes (`http`). What is
brought is kept as it came, with where it came from, on which day, and its SHA-256.
"""

from layers.fetch.http import Carrier
from layers.fetch.wanted import Brought, Wanted

__all__ = ["Brought", "Carrier", "Wanted"]

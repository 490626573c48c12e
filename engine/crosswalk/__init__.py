"""crosswalk: mappings between two business systems as reviewable YAML, and the engine that interprets them.

>>> from datetime import date
>>> import crosswalk
>>> customer = crosswalk.load().customer("example")
>>> mapper = customer.mapper("subcontractor-invoices", today=date(2025, 2, 3))
>>> mapper.map({"invoice_number": "NE-1042"}).kind
'blocked'
"""

from .build.outcome import Outcome, Trace
from .catalog.catalog import Catalog, load
from .catalog.customer import Customer
from .finding import CrosswalkError, Finding
from .mapper import Mapper
from .text.files import Memory
from .text.payload import decode

__all__ = ["Catalog", "CrosswalkError", "Customer", "Finding", "Mapper", "Memory", "Outcome", "Trace", "decode", "load"]
__version__ = "0.1.0"

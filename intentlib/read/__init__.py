"""Any file of calls to a frame of calls.

``reading`` tells the story: open the bytes (``source``), find how they are written (``encoding``,
``formats``, ``delimited``, ``lines``, ``json_values``, ``workbook``), choose the columns
(``columns``, ``timestamps``).
"""

from intentlib.read.reading import read

__all__ = ["read"]

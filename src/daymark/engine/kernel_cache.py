"""Where Numba finds what was compiled at installation, also for a user who may not write there.

Numba passes by a folder that it cannot write to, and compiles again. A sealed child sees the installation read-only, so
its environment names this class (NUMBA_CACHE_LOCATOR_CLASSES; `sandbox/confinement.py`).
"""

from __future__ import annotations

import os
from glob import escape, glob

from numba.core.caching import InTreeCacheLocator


class Installed(InTreeCacheLocator):
    """The folder beside the source, where something was compiled for this source before."""

    def ensure_cache_path(self) -> None:
        """Raises OSError, by which Numba goes on to the next place, when nothing is here yet."""
        name = os.path.splitext(os.path.basename(self._py_file))[0]
        if not glob(os.path.join(escape(self.get_cache_path()), f"{escape(name)}.*.nbi")):
            raise FileNotFoundError(self.get_cache_path())

"""The lineage of a run before which there was none."""

from __future__ import annotations

import pandas as pd

from intentlib.model import Manifest


def birth(manifest: Manifest, intent_id: str) -> pd.DataFrame:
    """Return the lineage of a run whose data brought one new intent."""
    return pd.DataFrame(
        {
            "intent_id": [intent_id],
            "event": "born",
            "from_ids": [[]],
            "to_ids": [[intent_id]],
            "run_id": manifest.run_id,
            "at": pd.Series([manifest.created_at]).astype("datetime64[us, UTC]"),
            "calls_moved": 0,
            "cause": "new data",
            "decision_id": pd.NA,
            "reviewer": "",
            "decided_at": pd.NaT,
        }
    )

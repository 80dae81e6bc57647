"""Reads files of purchases, CSV and Parquet, into validated `Purchase` values; a bad row is a reject, not an end."""

from __future__ import annotations

from setia.services.purchase_files.columns import Columns
from setia.services.purchase_files.options import Options
from setia.services.purchase_files.rejects import ROW_CODES, FileFault, Reject
from setia.services.purchase_files.staging import Staged, StagedPurchase, stage
from setia.services.purchase_files.workbench import Progress

__all__ = ["ROW_CODES", "Columns", "FileFault", "Options", "Progress", "Reject", "Staged", "StagedPurchase", "stage"]

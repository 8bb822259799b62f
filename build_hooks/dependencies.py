"""Reads the run-time dependencies from requirements.in, so that they are written down once."""

from __future__ import annotations

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RequirementsMetadataHook(MetadataHookInterface):
    """Fills `project.dependencies` from requirements.in, comments left out."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, object]) -> None:
        lines = Path(self.root, "requirements.in").read_text(encoding="utf-8").splitlines()
        stripped = (line.split("#", 1)[0].strip() for line in lines)
        metadata["dependencies"] = [line for line in stripped if line]

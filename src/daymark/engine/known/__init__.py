"""Known lists in memory, and the questions asked of them: `sets.KnownSet`. This module imports nothing heavy."""

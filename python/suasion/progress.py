"""How far an ensemble is, for somebody who waits."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from typing import Any

__all__ = ["Progress", "shown"]

Progress = bool | Callable[[int, int], object]


def shown(progress: Progress, what: str) -> Callable[[int, int], object] | None:
    """What is called with the runs that are done and all that there are."""
    if progress is False:
        return None
    if progress is not True:
        return progress
    if _in_notebook():
        return NotebookBar(what)
    return TerminalBar(what) if sys.stderr.isatty() else None


def _in_notebook() -> bool:
    """Whether a kernel shows what is displayed."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and type(shell).__name__ == "ZMQInteractiveShell"


class TerminalBar:
    """A line on standard error that is overwritten, and erased at the end."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.start = time.monotonic()
        self.last = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done >= total:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        elif now - self.last >= 0.1:
            self.last = now
            filled = 30 * done // total
            bar = "█" * filled + "░" * (30 - filled)
            left = told(done, total, now - self.start)
            line = f"\r{self.what} {bar} {done:,}/{total:,} runs{left}\x1b[K"
            print(line, end="", file=sys.stderr, flush=True)


class NotebookBar:
    """A bar below the cell that disappears at the end."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.start = time.monotonic()
        self.last = 0.0
        self.handle: Any = None

    def __call__(self, done: int, total: int) -> None:
        # Imported here and by name: IPython has no types, and is there in notebooks only.
        shown = importlib.import_module("IPython.display")
        now = time.monotonic()
        if done >= total:
            if self.handle is not None:
                self.handle.update(shown.HTML(""))
                self.handle = None
            return
        if now - self.last < 0.25 or now - self.start < 0.5:
            return
        self.last = now
        left = told(done, total, now - self.start)
        bar = shown.HTML(
            f"<progress value='{done}' max='{total}'></progress> "
            f"{self.what}: {done:,} of {total:,} runs{left}"
        )
        if self.handle is None:
            self.handle = shown.display(bar, display_id=True)
        else:
            self.handle.update(bar)


def told(done: int, total: int, seconds: float) -> str:
    """Runs per second and the time left."""
    if done == 0 or seconds <= 0:
        return ""
    rate = done / seconds
    return f", {rate:,.0f}/s, {(total - done) / rate:.0f} s left"

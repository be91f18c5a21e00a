"""Conversion of values of the model and the records to bytes and back.

No other classes are unpickled, so that a stored file cannot run code.
"""

from __future__ import annotations

import pickle
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from io import BytesIO
from typing import Any, Final

_ALLOWED: Final = frozenset({
    "edition.diagnostics.diagnostic", "edition.linking.citations.works",
    "edition.records.annotations", "edition.records.correspondences", "edition.records.registers",
    "edition.text.span",
})  # fmt: skip
"""Modules, in addition to those of the model, whose classes are unpickled."""


def pack(value: object) -> bytes:
    """Serialise a value."""
    for name in filter(_is_allowed, [*sys.modules]):
        for found in vars(sys.modules[name]).values():
            if isinstance(found, type):
                _replace_state(found)
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpack(body: bytes) -> Any:  # noqa: ANN401
    """Restore a value from bytes; can raise any Exception if they are damaged."""
    return _Unpickler(BytesIO(body)).load()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        """Return a class of the model; raises UnpicklingError for anything else."""
        found = super().find_class(module, name) if _is_allowed(module) else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is not a class of the model")
        _replace_state(found)
        return found


def _is_allowed(module: str) -> bool:
    return module.startswith("edition.model.") or module in _ALLOWED


@cache
def _replace_state(record: type) -> None:
    """Replace the methods for the state of a slotted dataclass, which look up its fields each time.

    The new ones are generated code, because a loop over the fields takes three times as long.
    """
    if not is_dataclass(record) or "__setstate__" not in vars(record):
        return
    names = [field.name for field in fields(record)]
    namespace: dict[str, Any] = {f"set_{name}": getattr(record, name).__set__ for name in names}
    calls = "".join(f"\n set_{name}(self, value_{name})" for name in names)
    targets = "".join(f"value_{name}, " for name in names)
    exec(f"def restore(self, values):\n {targets}= values{calls}", namespace)
    exec(f"def state(self):\n return [{', '.join(f'self.{name}' for name in names)}]", namespace)
    type.__setattr__(record, "__setstate__", namespace["restore"])
    type.__setattr__(record, "__getstate__", namespace["state"])

"""Conversion of values of the model and the records to bytes and back.

No other classes are unpickled, so that a stored file cannot run code.
"""

from __future__ import annotations

import pickle
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
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpack(body: bytes) -> Any:  # noqa: ANN401
    """Restore a value from bytes; can raise any Exception if they are damaged."""
    return _Unpickler(BytesIO(body)).load()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        """Return a class of the model; raises UnpicklingError for anything else."""
        allowed = module.startswith("edition.model.") or module in _ALLOWED
        found = super().find_class(module, name) if allowed else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is not a class of the model")
        _replace_setstate(found)
        return found


@cache
def _replace_setstate(record: type) -> None:
    """Replace the ``__setstate__`` of a slotted dataclass, which looks up its fields every time.

    The new one is generated code, because a loop over the fields takes three times as long.
    """
    if not is_dataclass(record) or "__setstate__" not in vars(record):
        return
    names = [field.name for field in fields(record)]
    namespace: dict[str, Any] = {f"set_{name}": getattr(record, name).__set__ for name in names}
    calls = "".join(f"\n set_{name}(self, value_{name})" for name in names)
    targets = "".join(f"value_{name}, " for name in names)
    exec(f"def restore(self, values):\n {targets}= values{calls}", namespace)
    type.__setattr__(record, "__setstate__", namespace["restore"])

"""Values of the model and of the records as bytes and back: nothing else is restored.

So no file that was stored can run code.
"""

from __future__ import annotations

import pickle
from dataclasses import fields, is_dataclass
from functools import cache
from io import BytesIO
from typing import Any, Final

_KNOWN: Final = frozenset({
    "edition.diagnostics.diagnostic", "edition.linking.citations.works",
    "edition.records.annotations", "edition.records.correspondences", "edition.records.registers",
    "edition.text.span",
})  # fmt: skip
"""Modules, besides those of the model, whose values are restored."""


def pack(value: object) -> bytes:
    """Return a value as bytes."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpack(body: bytes) -> Any:  # noqa: ANN401
    """Return the value of some bytes; those of a damaged file can raise any Exception."""
    return _Unpickler(BytesIO(body)).load()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        """Return a class of the model; raises UnpicklingError for anything else."""
        known = module.startswith("edition.model.") or module in _KNOWN
        found = super().find_class(module, name) if known else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is no value of an edition")
        _hasten(found)
        return found


@cache
def _hasten(record: type) -> None:
    """Let records be restored without looking the fields of each up, as dataclasses do.

    As they do, it writes a function for them: a loop over the fields takes three times as long.
    """
    if not is_dataclass(record) or "__setstate__" not in vars(record):
        return
    names = [field.name for field in fields(record)]
    made: dict[str, Any] = {f"set_{name}": getattr(record, name).__set__ for name in names}
    calls = "".join(f"\n set_{name}(one, value_{name})" for name in names)
    taken = "".join(f"value_{name}, " for name in names)
    exec(f"def restore(one, values):\n {taken}= values{calls}", made)
    type.__setattr__(record, "__setstate__", made["restore"])

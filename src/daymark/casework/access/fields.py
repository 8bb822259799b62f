"""Database fields whose values are sealed: what the disk, the write-ahead log and a dump hold is ciphertext.

The associated data of each value names its table, column and row, so a value copied to another row does not open.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from daymark.casework.access.keyring import keyring


class Sealed(bytes):
    """Ciphertext as read from the database, not yet opened."""


class _Opener:
    """Opens a sealed value when it is first read."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            value = self.field.opened(value, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """Bytes that only this centre's keyset opens. Cannot be searched: that is what it is for."""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opener(self))

    def associated_data(self, instance: models.Model) -> bytes:
        """Table, column and row in words; part of what is authenticated."""
        return f"{self.model._meta.db_table}.{self.column}.{instance.pk}".encode()

    def encode(self, value: Any) -> bytes:
        return bytes(value)

    def decode(self, data: bytes) -> Any:
        return data

    def opened(self, sealed: bytes, instance: models.Model) -> Any:
        return self.decode(keyring().open_sealed(sealed, self.associated_data(instance)))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__[self.attname]
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(keyring().seal(self.encode(value), self.associated_data(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(
                f"{self.model.__name__}.{self.name} is sealed: save the object, don't filter or update by it."
            )
        return super().get_db_prep_value(bytes(value) if value is not None else None, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_default(self) -> Any:
        if not self.has_default():
            return None
        return self.default() if callable(self.default) else self.default


class SealedText(SealedField):
    """Sealed text."""

    _pyi_private_set_type: Any  # what the type checker reads: text, not bytes
    _pyi_private_get_type: Any

    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, data: bytes) -> str:
        return data.decode()


class SealedJSON(SealedField):
    """A sealed JSON document."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, data: bytes) -> Any:
        return json.loads(data)

"""Persons in a CyberTipline report and how to reach them. Field names follow the schema; None means: not said."""

from __future__ import annotations

from dataclasses import dataclass

from daymark.exchange.moments import CalendarDay, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """An email address."""

    value: str = ""
    type: str | None = None
    verified: bool | None = None
    verification_date: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone number as written, with the calling code that the sender states apart."""

    value: str = ""
    type: str | None = None
    verified: bool | None = None
    verification_date: Moment | None = None
    country_calling_code: str | None = None
    extension: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address; `address` is the street."""

    type: str | None = None
    address: str | None = None
    city: str | None = None
    zip_code: str | None = None
    state: str | None = None
    non_usa_state: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPerson:
    """Somebody to call about the report."""

    first_name: str | None = None
    last_name: str | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    address: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as the company knows them. `age` is what was sent, however unlikely."""

    first_name: str | None = None
    last_name: str | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    address: tuple[Address, ...] = ()
    age: int | None = None
    age_assertion_discrepancy: str | None = None
    date_of_birth: CalendarDay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedLocation:
    """Where the company thinks that a user is."""

    verified: bool | None = None
    timestamp: Moment | None = None
    city: str | None = None
    region: str | None = None
    country_code: str | None = None

"""Accounts in a CyberTipline report: of the person complained of, of recipients and of victims."""

from __future__ import annotations

from dataclasses import dataclass

from daymark.exchange.cybertip.people import Address, Email, EstimatedLocation, Person, Phone
from daymark.exchange.moments import CalendarDay, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class IpCaptureEvent:
    """An internet address, what it was seen doing and when. Both address families, as text."""

    ip_address: str | None = None
    event_name: str | None = None
    date_time: Moment | None = None
    possible_proxy: bool | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceId:
    """An identifier of a device, of whatever kind `id_type` says."""

    id_type: str | None = None
    id_value: str | None = None
    event_name: str | None = None
    date_time: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTemporarilyDisabled:
    """Whether (`value`) an account was suspended, and when."""

    value: bool | None = None
    disabled_date: Moment | None = None
    user_notified: bool | None = None
    user_notified_date: Moment | None = None
    reenabled_date: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPermanentlyDisabled:
    """Whether (`value`) an account was closed, and when."""

    value: bool | None = None
    disabled_date: Moment | None = None
    user_notified: bool | None = None
    user_notified_date: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPlatform:
    """The platform of an associated account, and whether that is another company's."""

    value: str = ""
    third_party_user: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociatedAccount:
    """Another account of the same person, or of somebody tied to them (`type`)."""

    type: str | None = None
    platform: AccountPlatform | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    approximate_age: int | None = None
    date_of_birth: CalendarDay | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    all_emails_reported: bool | None = None
    address: tuple[Address, ...] = ()
    esp_service: str | None = None
    esp_identifier: str | None = None
    profile_url: tuple[str, ...] = ()
    screen_name: str | None = None
    display_name: tuple[str, ...] = ()
    profile_bio: str | None = None
    group_identifier: str | None = None
    compromised_account: bool | None = None
    account_temporarily_disabled: AccountTemporarilyDisabled | None = None
    account_permanently_disabled: AccountPermanentlyDisabled | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    prior_ct_report: tuple[int, ...] = ()
    additional_info: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOrUserReported:
    """The person or user that the report complains of."""

    person_or_user_reported_person: Person | None = None
    vehicle_description: str | None = None
    esp_identifier: str | None = None
    esp_service: str | None = None
    compromised_account: bool | None = None
    screen_name: str | None = None
    display_name: tuple[str, ...] = ()
    profile_url: tuple[str, ...] = ()
    profile_bio: str | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    third_party_user_reported: bool | None = None
    prior_ct_reports: tuple[int, ...] = ()
    group_identifier: str | None = None
    account_temporarily_disabled: AccountTemporarilyDisabled | None = None
    account_permanently_disabled: AccountPermanentlyDisabled | None = None
    estimated_location: EstimatedLocation | None = None
    all_emails_reported: bool | None = None
    associated_account: tuple[AssociatedAccount, ...] = ()
    additional_info: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntendedRecipient:
    """A user to whom something was sent, or was meant to be."""

    intended_recipient_person: Person | None = None
    esp_identifier: str | None = None
    esp_service: str | None = None
    compromised_account: bool | None = None
    screen_name: str | None = None
    display_name: tuple[str, ...] = ()
    profile_url: tuple[str, ...] = ()
    profile_bio: str | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    prior_ct_reports: tuple[int, ...] = ()
    group_identifier: str | None = None
    account_temporarily_disabled: AccountTemporarilyDisabled | None = None
    account_permanently_disabled: AccountPermanentlyDisabled | None = None
    estimated_location: EstimatedLocation | None = None
    all_emails_reported: bool | None = None
    additional_info: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """A child who was harmed, as far as the company knows them."""

    victim_person: Person | None = None
    esp_identifier: str | None = None
    esp_service: str | None = None
    compromised_account: bool | None = None
    screen_name: str | None = None
    display_name: tuple[str, ...] = ()
    profile_url: tuple[str, ...] = ()
    profile_bio: str | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    school_name: str | None = None
    prior_ct_reports: tuple[int, ...] = ()
    account_temporarily_disabled: AccountTemporarilyDisabled | None = None
    account_permanently_disabled: AccountPermanentlyDisabled | None = None
    estimated_location: EstimatedLocation | None = None
    all_emails_reported: bool | None = None
    associated_account: tuple[AssociatedAccount, ...] = ()
    additional_info: str | None = None

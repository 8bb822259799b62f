"""Sealed fields: they come back whole, they open nowhere else, and nothing leaks when they do not open."""

import threading
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.vault.keyring import drop_key, rotate_key
from daymark.vault.keys import BLIND, FIELDS, OVERHEAD, CannotOpen, Keys, key_id_of, key_prefix, load_keys
from daymark.vault.signatures import fingerprint, signature_holds

ROW_7 = b"casework_report.narrative.7"
ROW_8 = b"casework_report.narrative.8"


@given(plain=st.binary(max_size=2000), place=st.binary(max_size=80))
def test_any_bytes_come_back(steady_keys: Keys, plain: bytes, place: bytes) -> None:
    sealed = steady_keys.seal(plain, place)
    assert len(sealed) == len(plain) + OVERHEAD
    assert steady_keys.open_sealed(sealed, place) == plain


@given(plain=st.binary(min_size=8, max_size=60), data=st.data())
def test_any_flipped_bit_is_found(steady_keys: Keys, plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(steady_keys.seal(plain, ROW_7))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        steady_keys.open_sealed(bytes(sealed), ROW_7)


@given(st.binary(max_size=60))
def test_noise_never_opens(steady_keys: Keys, noise: bytes) -> None:
    with pytest.raises(CannotOpen):
        steady_keys.open_sealed(noise, ROW_7)


def test_a_value_moved_to_another_row_is_refused(keys: Keys) -> None:
    with pytest.raises(CannotOpen, match="belongs to another row"):
        keys.open_sealed(keys.seal(b"She was asked to meet.", ROW_7), ROW_8)


def test_the_same_text_seals_differently_each_time(keys: Keys) -> None:
    assert keys.seal(b"same", ROW_7) != keys.seal(b"same", ROW_7)


def test_neither_text_nor_key_appears_in_what_is_raised(keys: Keys) -> None:
    canary = b"CANARY-narrative"
    with pytest.raises(CannotOpen) as raised:
        keys.open_sealed(keys.seal(canary, ROW_7), ROW_8)
    told = "".join(traceback.format_exception(raised.value))
    assert "belongs to another row" in told
    assert "CANARY" not in told
    assert "narrative" not in raised.value.message


def test_after_rotation_old_and_new_values_open(home, keys: Keys) -> None:
    old, first = keys.seal(b"old", ROW_7), keys.sealing_key()
    second = rotate_key(home, FIELDS)
    new = keys.seal(b"new", ROW_7)
    assert (key_id_of(old), key_id_of(new)) == (first, second) == (first, keys.sealing_key())
    assert keys.open_sealed(old, ROW_7) == b"old"
    assert keys.open_sealed(new, ROW_7) == b"new"
    assert new.startswith(key_prefix(second))
    assert not old.startswith(key_prefix(second))


def test_once_the_old_key_is_dropped_its_values_are_lost_and_the_message_names_it(home, keys: Keys) -> None:
    old, first = keys.seal(b"old", ROW_7), keys.sealing_key()
    rotate_key(home, FIELDS)
    again = keys.seal(keys.open_sealed(old, ROW_7), ROW_7)
    drop_key(home, FIELDS, first, still_sealed=0)
    assert keys.open_sealed(again, ROW_7) == b"old"
    with pytest.raises(CannotOpen, match=f"key {first}, which is not in fields"):
        keys.open_sealed(old, ROW_7)


def test_a_rotation_while_threads_seal_loses_nothing(home, keys: Keys) -> None:
    sealed: list[tuple[bytes, bytes]] = []
    stop = threading.Event()

    def work(name: bytes) -> None:
        count = 0
        while not stop.is_set():
            count += 1
            plain = b"%s %d" % (name, count)
            sealed.append((plain, keys.seal(plain, name)))

    threads = [threading.Thread(target=work, args=(b"thread %d" % number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        rotate_key(home, FIELDS)
    stop.set()
    for thread in threads:
        thread.join()
    assert len({key_id_of(value) for _, value in sealed}) > 1
    fresh = Keys(home)
    assert all(fresh.open_sealed(value, plain.rsplit(b" ", 1)[0]) == plain for plain, value in sealed)


def test_blind_look_ups_are_steady_and_differ_by_purpose(keys: Keys) -> None:
    code = b"4832 1957 0021 7764"
    assert keys.blind(code, "receipt") == keys.blind(code, "receipt")
    assert len(keys.blind(code, "receipt")) == 32
    assert keys.blind(code, "receipt") != keys.blind(code, "e-mail")
    assert keys.blind(b"tx", "receip") != keys.blind(b"x", "receipt")


def test_blind_look_ups_still_find_what_was_stored_before_a_rotation(home, keys: Keys) -> None:
    stored = keys.blind(b"code", "receipt")
    rotate_key(home, BLIND)
    assert stored != keys.blind(b"code", "receipt")
    assert keys.blinds(b"code", "receipt") == [keys.blind(b"code", "receipt"), stored]


def test_a_signature_holds_for_its_message_and_key_alone(keys: Keys) -> None:
    signature = keys.sign(b"daymark test 1\nmessage")
    assert signature_holds(public_key=keys.public_key, signature=signature, message=b"daymark test 1\nmessage")
    assert not signature_holds(public_key=keys.public_key, signature=signature, message=b"daymark test 1\nmassage")
    assert not signature_holds(public_key=b"\0" * 32, signature=signature, message=b"daymark test 1\nmessage")
    assert not signature_holds(public_key=b"short", signature=signature, message=b"daymark test 1\nmessage")


def test_fingerprints_are_eight_groups_of_four() -> None:
    assert fingerprint(b"\0" * 32) == "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20"


def test_loading_twice_gives_the_same_keys(home) -> None:
    assert load_keys(home) is load_keys(home)

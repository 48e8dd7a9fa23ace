"""Verifies a Tocsin webhook (Standard Webhooks 1.0.0) and decides whether to act.

Python 3.8 or newer. v1 (HMAC-SHA256) needs nothing else; v1a (ed25519) needs the package `cryptography`.
"""

import argparse
import base64
import binascii
import hashlib
import hmac
import json
import re
import sys
import time
from collections import OrderedDict
from typing import Callable, Optional, Tuple

TOLERANCE_S = 300
"""Older, or further ahead, a delivery may be a recording of another."""


def refusal_of(id: str, timestamp: str, signature: str, body: bytes, key: str, now_s: float) -> Optional[str]:
    """None for a delivery to believe, otherwise why not.

    `id`, `timestamp` and `signature` are the headers webhook-id, webhook-timestamp and webhook-signature, "" where one is
    missing; `body` the bytes as they came: parsing and printing JSON again may change them.
    """
    check, reason = check_of(key)
    if check is None:
        return reason
    if not (id and timestamp and signature):
        return "headers: want webhook-id, webhook-timestamp and webhook-signature"
    if not re.fullmatch("[0-9]{1,12}", timestamp) or abs(now_s - int(timestamp)) > TOLERANCE_S:
        return f"timestamp: want seconds since 1970, at most {TOLERANCE_S} s from now"
    signed = f"{id}.{timestamp}.".encode("utf-8", "surrogateescape") + body
    # While secrets change there are two: one that matches is enough.
    if any(check(each, signed) for each in signature.split(" ")):
        return None
    return "signature: none matches this key"


Check = Callable[[str, bytes], bool]


def check_of(key: str) -> Tuple[Optional[Check], str]:
    """The check of one signature, or None and why there is none."""
    prefix, _, encoded = key.partition("_")
    raw = bytes_of(encoded)
    if prefix == "whsec" and 24 <= len(raw) <= 64:
        return (lambda signature, signed: is_hmac(signature, signed, raw)), ""
    if prefix == "whpk" and len(raw) == 32:
        return ed25519_check(raw)
    return None, "key: want whsec_ and base64 of 24 to 64 bytes, or whpk_ and base64 of 32"


def is_hmac(signature: str, signed: bytes, secret: bytes) -> bool:
    wanted = b"v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest())
    return hmac.compare_digest(signature.encode("utf-8", "surrogateescape"), wanted)


def ed25519_check(raw: bytes) -> Tuple[Optional[Check], str]:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None, "key: whpk_ needs the package cryptography: pip install cryptography"
    public_key = Ed25519PublicKey.from_public_bytes(raw)

    def check(signature: str, signed: bytes) -> bool:
        given = bytes_of(signature[len("v1a,") :]) if signature.startswith("v1a,") else b""
        if len(given) != 64:
            return False
        try:
            public_key.verify(given, signed)
        except InvalidSignature:
            return False
        return True

    return check, ""


def bytes_of(encoded: str) -> bytes:
    """Of strict base64; empty for anything else."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return raw if base64.b64encode(raw).decode() == encoded else b""


class Inbox:
    """What a receiver remembers between deliveries. Several processes share it in their database."""

    MOST = 10_000

    def __init__(self) -> None:
        self._ids: "OrderedDict[str, None]" = OrderedDict()
        self._versions: "OrderedDict[str, int]" = OrderedDict()

    def take(self, id: str, body: bytes) -> str:
        """"act" for what is real, new and in force; otherwise why not. Only after the signature was verified."""
        # Deliveries come again, with the same id, whenever an answer was lost.
        if id in self._ids:
            return "ignore: this webhook-id came before"
        self._ids[id] = None
        if len(self._ids) > self.MOST:
            self._ids.popitem(last=False)
        message = json.loads(body)
        if not str(message["type"]).startswith("alarm."):
            return f"ignore: {message['type']} is no alarm"
        data = message["data"]
        # They may overtake each other: the newest version of an event is what holds.
        if data["version"] <= self._versions.get(data["eventId"], 0):
            return "ignore: a newer version came before"
        self._versions[data["eventId"]] = data["version"]
        if len(self._versions) > self.MOST:
            self._versions.popitem(last=False)
        if data["mode"] != "live":
            return f"ignore: mode is {data['mode']}, not live"
        if data.get("late") is True:
            return "ignore: it came too late to act on"
        return "act"


def main() -> int:
    parser = argparse.ArgumentParser(description="Prints valid and what to do (exit 0), or the reason (exit 1).")
    parser.add_argument("body_file")
    for name in ("id", "timestamp", "signature", "key"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--now", type=float, default=None, help="seconds since 1970")
    given = parser.parse_args()
    with open(given.body_file, "rb") as file:
        body = file.read()
    now_s = time.time() if given.now is None else given.now
    refusal = refusal_of(given.id, given.timestamp, given.signature, body, given.key, now_s)
    print(refusal or "valid")
    if refusal is not None:
        return 1
    try:
        print(Inbox().take(given.id, body))
    except (ValueError, KeyError, TypeError):
        print("ignore: the body is not an alarm's")
    return 0


if __name__ == "__main__":
    sys.exit(main())

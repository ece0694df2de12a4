"""Who vouches for a release: an Ed25519 signature over its `SHA256SUMS`.

Belongs here: reading keys, signing, checking. The list names every other file with its hash, so one
signature covers all; `openssl pkeyutl -verify -rawin` checks it without this project.
Does not belong here: making or keeping keys. A public key found beside the files proves nothing;
the one that counts comes from elsewhere (`SAFERCITIES_PUBLIC_KEY_FILE`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from orchestration.errors import UsageError
from orchestration.release.sums import SIGNATURE, SUMS

if TYPE_CHECKING:
    from orchestration.settings import Settings

_NEXT = "An Ed25519 key in PEM form: openssl genpkey -algorithm ed25519"


def signing_key(settings: Settings) -> Ed25519PrivateKey | None:
    """The private key of the settings, or None: then releases are not signed.

    Errors: UsageError when a key is named and cannot be used; its text is never quoted.
    """
    if settings.signing_key is not None:
        text = settings.signing_key.get_secret_value().encode()
    elif settings.signing_key_file is not None:
        text = _read(settings.signing_key_file)
    else:
        return None
    try:
        key = serialization.load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UsageError("The signing key cannot be read.", _NEXT) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("The signing key is not an Ed25519 key.", _NEXT)
    return key


def public_key(settings: Settings) -> Ed25519PublicKey | None:
    """The key to check with, or None. Errors: UsageError when one is named and cannot be used."""
    if settings.public_key_file is None:
        return None
    try:
        key = serialization.load_pem_public_key(_read(settings.public_key_file))
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{settings.public_key_file} holds no public key.", _NEXT) from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{settings.public_key_file} is not an Ed25519 key.", _NEXT)
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the key's DER form, hexadecimal: what `release.json` says of its signer."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return hashlib.sha256(key.public_bytes(serialization.Encoding.DER, form)).hexdigest()


def sign(public: Path, key: Ed25519PrivateKey) -> None:
    """Write the 64 bytes of the signature beside the list. Errors: OSError."""
    path = public / SIGNATURE
    path.write_bytes(key.sign((public / SUMS).read_bytes()))
    path.chmod(0o444)


def problems(public: Path, signer: str | None, key: Ed25519PublicKey | None) -> list[str]:
    """What is wrong with the signature of a release; `signer` is the fingerprint it states.

    Without a `key` only the presence of the signature can be judged.
    """
    path = public / SIGNATURE
    if not path.is_file():
        if signer is not None:
            return [f"{SIGNATURE} is missing, release.json names its key"]
        return ["the release is not signed, and a public key was given"] if key else []
    if signer is None:
        return [f"{SIGNATURE} does not belong here: release.json names no key"]
    if key is None:
        return []
    try:
        key.verify(path.read_bytes(), (public / SUMS).read_bytes())
    except InvalidSignature:
        return [f"the signature of {SUMS} is not by the given public key"]
    return []


def standing(settings: Settings, public: Path) -> str:
    """In words, how far the signature of a release without problems vouches for it."""
    if not (public / SIGNATURE).is_file():
        return "not signed"
    if settings.public_key_file is None:
        return "signed, the signature not checked: no public key was given"
    return "signed by the given key"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"The key file {path} cannot be read: {error.strerror}.", _NEXT) from None

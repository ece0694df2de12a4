"""Whose release it is: the signature over the sums, and what `verify` makes of it."""

import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.errors import Damaged, UsageError
from orchestration.release import pointer, signature
from orchestration.release.manifest import read_manifest
from orchestration.release.publish import environment_of, publish
from orchestration.release.sums import SIGNATURE, SUMS, write_sums
from orchestration.release.verify import verify
from tests.unit import built_candidate as built


def private_text(key):
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def public_file(folder, key, name="public.pem"):
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    path = folder / name
    path.write_bytes(key.public_key().public_bytes(serialization.Encoding.PEM, form))
    return path


@pytest.fixture
def key():
    return Ed25519PrivateKey.generate()


@pytest.fixture
def signing(home, key, tmp_path):
    """A home that signs by a key file and checks by the public key that belongs to it."""
    file = tmp_path / "private.pem"
    file.write_bytes(private_text(key))
    return home.model_copy(
        update={"signing_key_file": file, "public_key_file": public_file(tmp_path, key)}
    )


def published(home):
    candidate = built.make(home)
    return publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)


def test_a_signed_release_verifies_with_the_public_key(signing, key):
    release = published(signing)

    assert verify(signing, release.path) == []
    assert read_manifest(release.path).signer == signature.fingerprint(key.public_key())
    assert "SHA256SUMS.sig" in (release.path / "public" / "README.txt").read_text()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_signature_can_be_checked_without_this_project(signing):
    """As README.txt says."""
    public = published(signing).path / "public"

    checked = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", signing.public_key_file,
         "-in", SUMS, "-sigfile", SIGNATURE],
        cwd=public, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.stdout.strip() == "Signature Verified Successfully"


def test_the_key_may_come_from_the_environment(home, key, monkeypatch):
    monkeypatch.setenv("SAFERCITIES_SIGNING_KEY", private_text(key).decode())
    settings = type(home)(home=home.home)

    release = published(settings)

    assert read_manifest(release.path).signer == signature.fingerprint(key.public_key())
    assert "PRIVATE KEY" not in "".join(environment_of(settings).values())


def test_another_key_did_not_sign_it(signing, tmp_path):
    release = published(signing)
    other = public_file(tmp_path, Ed25519PrivateKey.generate(), "other.pem")

    assert verify(signing.model_copy(update={"public_key_file": other}), release.path) == [
        "the signature of SHA256SUMS is not by the given public key"
    ]


def test_a_change_with_its_sums_rewritten_is_found_by_the_signature(signing):
    public = published(signing).path / "public"
    page, sums = public / "dictionary.html", public / SUMS
    for path in (page, sums):
        path.chmod(0o644)
    page.write_text(page.read_text().replace("Rate.", "Bait."))
    write_sums(public, {})

    assert verify(signing, public.parent) == [
        "the signature of SHA256SUMS is not by the given public key"
    ]


def test_a_signature_that_was_taken_away_is_missed_without_any_key(home, signing):
    release = published(signing)
    (release.path / "public" / SIGNATURE).unlink()

    assert verify(home, release.path) == ["SHA256SUMS.sig is missing, release.json names its key"]


def test_an_unsigned_release_says_so_and_is_refused_by_who_expects_a_signature(home, signing):
    release = published(home)

    assert "This release is not signed." in (release.path / "public" / "README.txt").read_text()
    assert read_manifest(release.path).signer is None
    assert verify(home, release.path) == []
    assert verify(signing, release.path) == [
        "the release is not signed, and a public key was given"
    ]


def test_a_signature_that_nobody_announced_is_found(home):
    release = published(home)
    (release.path / "public" / SIGNATURE).write_bytes(b"x" * 64)

    assert verify(home, release.path) == [
        "SHA256SUMS.sig does not belong here: release.json names no key"
    ]


def test_a_release_that_does_not_fit_the_public_key_is_not_published(signing, tmp_path):
    other = public_file(tmp_path, Ed25519PrivateKey.generate(), "other.pem")

    with pytest.raises(Damaged, match="not by the given public key"):
        published(signing.model_copy(update={"public_key_file": other}))
    assert pointer.current_id(signing) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"no key at all", "cannot be read"),
        (private_text(generate_private_key(SECP256R1())), "not an Ed25519 key"),
    ],
)
def test_a_key_that_cannot_sign_stops_before_anything_is_written(home, tmp_path, text, message):
    file = tmp_path / "bad.pem"
    file.write_bytes(text)

    with pytest.raises(UsageError, match=message):
        published(home.model_copy(update={"signing_key_file": file}))
    assert list(home.releases.iterdir()) == []


def test_a_public_key_that_cannot_check_stops_before_anything_is_written(home, tmp_path):
    file = tmp_path / "bad.pem"
    file.write_bytes(b"no key at all")

    with pytest.raises(UsageError, match=r"bad\.pem holds no public key"):
        published(home.model_copy(update={"public_key_file": file}))
    assert list(home.releases.iterdir()) == []


def test_a_key_file_that_is_absent_is_named(home, tmp_path):
    with pytest.raises(UsageError, match=r"absent\.pem cannot be read"):
        signature.signing_key(home.model_copy(update={"signing_key_file": tmp_path / "absent.pem"}))


def test_the_command_says_how_far_the_signature_vouches(home, signing):
    published(signing)
    runner = CliRunner(env={**environment_of(home), "SAFERCITIES_PUBLIC_KEY_FILE": None})

    unchecked = runner.invoke(app, ["verify"])
    checked = runner.invoke(app, ["verify", "--public-key", str(signing.public_key_file)])

    assert "signature not checked" in " ".join(unchecked.output.split())
    assert "signed by the given key" in " ".join(checked.output.split())
    assert (unchecked.exit_code, checked.exit_code) == (0, 0)

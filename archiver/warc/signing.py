"""Signatures of WACZ files (WACZ Signing and Verification 0.1.0, the anonymous form).

What is signed is the text of the manifest's hash (``sha256:HEX``), with ECDSA over P-384 and
SHA-256: replayweb.page reads no other. The signature stands as r and s, 48 bytes each (the
form of IEEE P1363, as browsers make it), the key as SubjectPublicKeyInfo; both in base64.
It proves that who holds the key made the file; whose the key is must be known elsewhere.
"""

import base64
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from archiver.errors import BadInput

SPECIFICATION = "0.1.0"

_HALF = 48  # bytes of r and of s: P-384
_METHOD = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)  # RFC 6979: the same bytes each time


class WaczKey:
    """A private key that signs. See :func:`read_key`."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key

    def signed_data(self, manifest_hash: str, created: str, software: str) -> dict[str, str]:
        """The ``signedData`` of ``datapackage-digest.json``."""
        r, s = utils.decode_dss_signature(self._key.sign(manifest_hash.encode("ascii"), _METHOD))
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return {
            "hash": manifest_hash,
            "created": created,
            "software": software,
            "version": SPECIFICATION,
            "signature": _base64(r.to_bytes(_HALF) + s.to_bytes(_HALF)),
            "publicKey": _base64(public),
        }


def read_key(path: Path) -> WaczKey:
    """The key in the PEM file ``path``. Raises BadInput, naming the file, where there is none that can be used."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror or problem}") from None
    except TypeError:
        raise BadInput(f"{path}: the key is encrypted; one without a passphrase is needed") from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadInput(f"{path} holds no private key in PEM form") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp384r1":
        raise BadInput(f"{path} holds no ECDSA key over P-384, which WACZ readers ask for")
    return WaczKey(key)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")

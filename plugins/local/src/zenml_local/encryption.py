"""Encrypt with one key, in such a way that a change of a single bit is noticed (AES-256-GCM, NIST SP 800-38D)."""

from __future__ import annotations

import base64
import binascii
import os
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_LOOKUP_BYTES = 16


class Cipher:
    """Encrypt and decrypt with a key; two keys for two purposes are derived from the one that is kept."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @cached_property
    def _aes(self) -> AESGCM:
        # Imported here since it takes 20 ms, which listing components should not pay.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._derived(b"encryption"))

    def encrypt(self, data: bytes, context: bytes) -> bytes:
        """Return ``data`` encrypted, as base64, readable only where the same ``context`` is known."""
        nonce = os.urandom(_NONCE_BYTES)
        return base64.b64encode(nonce + self._aes.encrypt(nonce, data, context))

    def decrypt(self, token: bytes, context: bytes) -> bytes:
        """Return what was encrypted.

        Raises:
            ValueError: it is damaged, or was encrypted with another key or in another context.
        """
        from cryptography.exceptions import InvalidTag

        try:
            sealed = base64.b64decode(token, validate=True)
            data = self._aes.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
        except (binascii.Error, InvalidTag) as error:
            raise ValueError("it cannot be decrypted") from error
        # The last character of base64 has bits that do not count.
        if base64.b64encode(sealed) != token:
            raise ValueError("it is no longer as it was written")
        return data

    def lookup(self, name: str) -> bytes:
        """Return what always stands for ``name`` and tells nothing of it to those without the key."""
        digest = blake2b(name.encode(errors="surrogatepass"), key=self._derived(b"lookup"), digest_size=_LOOKUP_BYTES)
        return digest.hexdigest().encode()

    def _derived(self, purpose: bytes) -> bytes:
        """Return a key of its own for one purpose, by a keyed hash (BLAKE2, RFC 7693, with a personalization)."""
        return blake2b(key=self._key, person=purpose, digest_size=32).digest()

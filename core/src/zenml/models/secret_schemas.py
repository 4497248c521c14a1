"""Describe what a secret of a common kind is made of."""

from __future__ import annotations

from typing import NamedTuple


class SecretSchema(NamedTuple):
    """Name the keys that a secret must have, and those that it may have besides."""

    name: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    is_open: bool = False
    """Whether any other key is welcome."""


SECRET_SCHEMAS = {
    schema.name: schema
    for schema in (
        SecretSchema("arbitrary", is_open=True),
        SecretSchema("basic_auth", required=("username", "password")),
        SecretSchema("aws", required=("aws_access_key_id", "aws_secret_access_key"), optional=("aws_session_token",)),
        SecretSchema("mysql", required=("user", "password"), optional=("ssl_ca", "ssl_cert", "ssl_key")),
    )
}
"""By name; the keys are those that the tools themselves use in their configuration."""

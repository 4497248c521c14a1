"""Spoil files in all the ways that happen: half written, edited by hand, merged by machine, of another program."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = [
    *(
        "null",
        "[]",
        "{}",
        "[a, b]",
        "{a: b}",
        "5",
        "1.5",
        "true",
        "''",
        "2020-01-01",
        "a: b",
        "*a",
        "&a b",
        "!!set {a}",
    ),
    *("x" * 3000, f"{'k' * 900}: v", f"!!{'t' * 3000} x", "é\u2028", "\x1b[2J"),
]
_HUGE = b"# " + b"x" * (10 * 1024 * 1024)


@st.composite
def mutations(draw: st.DrawFn, valid: bytes) -> bytes:
    """Return ``valid`` after something happened to it; now and then that does no harm."""
    kind = draw(st.sampled_from(sorted(_KINDS)))
    return _KINDS[kind](draw, valid)


def _truncated(draw: st.DrawFn, valid: bytes) -> bytes:
    return valid[: draw(st.integers(0, len(valid)))]


def _of_others(draw: st.DrawFn, valid: bytes) -> bytes:
    return draw(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode(errors="replace")))


def _with_bytes_in_it(draw: st.DrawFn, valid: bytes) -> bytes:
    place = draw(st.integers(0, len(valid)))
    inserted = draw(
        st.sampled_from(
            [b"\0", b"\t", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe9", b"\x1b[2J", b"\r", b"\x85", b"\xe2\x80\xa8"]
        )
        | st.sampled_from(
            [b"- ", b": ", b"{", b"[", b'"', b"'", b"*x", b"&x ", b"!!x ", b"<<<<<<< HEAD\n", b"---\n", b"%"]
        )
        | st.binary(min_size=1, max_size=4)
    )
    return valid[:place] + inserted + valid[place + draw(st.sampled_from([0, 0, 1, 5])) :]


def _with_another_value(draw: st.DrawFn, valid: bytes) -> bytes:
    lines = valid.decode().splitlines()
    number = draw(st.integers(0, len(lines) - 1))
    key, word = lines[number].partition(":")[0], draw(st.sampled_from(_WORDS))
    lines[number] = f"{key}: {word}" if draw(st.booleans()) else f"{word}: {key}"
    return ("\n".join(lines) + "\n").encode()


def _with_lines_moved(draw: st.DrawFn, valid: bytes) -> bytes:
    """Repeat lines, leave some out, or change their order and indentation."""
    lines = valid.decode().splitlines()
    chosen = draw(st.lists(st.sampled_from(lines), max_size=len(lines) + 2))
    return "".join(f"{' ' * draw(st.sampled_from([0, 0, 1, 2]))}{line}\n" for line in chosen).encode()


def _of_a_future_version(draw: st.DrawFn, valid: bytes) -> bytes:
    return valid.replace(b"version: 1", b"version: %d" % draw(st.integers(-1, 10**9)), 1)


def _in_another_form(draw: st.DrawFn, valid: bytes) -> bytes:
    """Put it into a list, a text or another encoding, or nest it deeper than anybody would."""
    depth = draw(st.integers(1, 200))
    text = valid.decode()
    return draw(
        st.sampled_from(
            [
                b"".join(b"- %s\n" % line for line in valid.splitlines()),
                b"|\n" + b"".join(b"  %s\n" % line for line in valid.splitlines()),
                text.encode("utf-16"),
                f"é: {text}".encode("latin-1"),
                b"\xef\xbb\xbf" + valid,
                b"a: " + b"[" * depth + b"]" * depth,
                b"".join(b" " * level + b"a:\n" for level in range(depth)),
                b"a: &a [x]\n" + b"".join(b"b%d: [*a, *a]\n" % number for number in range(depth)),
                valid + valid,
                _HUGE,
            ]
        )
    )


_KINDS = {
    "truncated": _truncated,
    "of others": _of_others,
    "with bytes in it": _with_bytes_in_it,
    "with another value": _with_another_value,
    "with lines moved": _with_lines_moved,
    "of a future version": _of_a_future_version,
    "in another form": _in_another_form,
}

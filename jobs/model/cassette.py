"""Cassettes: the HTTP traffic of a run as a file that people can read and anyone can replay, without a secret.

Kept of a request: method, path from the API's own part on, content type, body. Kept of a response: status, a few
headers, body. Hosts, keys and cookies never reach the file, so a cassette replays whatever the base URL is.
"""

from __future__ import annotations

import base64
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import yaml
from vcr import VCR
from vcr.persisters.filesystem import CassetteDecodeError, CassetteNotFoundError
from vcr.request import Request

from jobs.errors import SettingsError
from jobs.model.failures import without_keys
from jobs.regex import regex

HOST = "http://model.invalid"
VERSION = 1
_REQUEST_HEADERS = regex(r"content-type\Z", re.IGNORECASE)
_RESPONSE_HEADERS = regex(r"(?:content-type|retry-after(?:-ms)?|x-ratelimit-.*)\Z", re.IGNORECASE)
_API_PART = regex(r"/(?:chat/completions|models|audio|files|batches|embeddings|responses)(?:/.*)?\Z")
_SECRET_QUERY = regex(r"key|token|secret|sig", re.IGNORECASE)
_BOUNDARY = regex(r"boundary=\"?([^\";]+)\"?", re.IGNORECASE)


@contextmanager
def cassette(path: Path, *, record: bool) -> Iterator[None]:
    """Replay the cassette at `path`; if there is none and `record` allows it, record one.

    A replay never reaches the network: a request that is not in the file fails as a ModelError. The file is written
    whole, at the end. Raises SettingsError when there is nothing to replay, or the file is no cassette.
    """
    known = path.is_file()
    if not known and not record:
        raise SettingsError(
            f"{path} does not exist", hint="Name an existing cassette, or set a key to record this one."
        )
    opened = VCR().use_cassette(os.fspath(path), record_mode="none" if known else "once", **vcr_config())
    try:
        opened.__enter__()
    except (CassetteDecodeError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} is no cassette: {error}", hint="Delete it and record it again.") from error
    try:
        yield
    finally:
        opened.__exit__(None, None, None)


def vcr_config() -> dict[str, Any]:
    """How vcrpy matches, cleans and stores; pytest-recording's `vcr_config` fixture returns the same."""
    return {
        "match_on": ("method", "path", "query", "body"),
        "before_record_request": clean_request,
        "before_record_response": clean_response,
        "decode_compressed_response": True,
        "persister": Persister,
    }


# --- what is kept ------------------------------------------------------------------------------------------


_REPLY_BOUND = regex(rb',\s*"max_completion_tokens":\s*\d+')


def clean_request(request: Request) -> Request:
    """A request without host, secrets and whatever differs from run to run. Idempotent."""
    parts = urlsplit(request.uri)
    api = _API_PART.search(parts.path)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query) if not _SECRET_QUERY.search(k)])
    path = f"/v1{api.group()}" if api else parts.path
    request.uri = f"{HOST}{path}" + (f"?{query}" if query else "")
    request.headers = {k: v for k, v in request.headers.items() if _REQUEST_HEADERS.match(k)}
    _fix_boundary(request)
    if isinstance(request.body, bytes):  # the bound on a reply follows what the run has spent so far
        request.body = _REPLY_BOUND.sub(b"", request.body)
    return request


def _fix_boundary(request: Request) -> None:
    """Multipart bodies are cut at a random mark: use the same one always."""
    kind = str(request.headers.get("content-type", ""))
    found = _BOUNDARY.search(kind) if kind.startswith("multipart/") else None
    if found and isinstance(request.body, bytes):
        request.body = request.body.replace(found[1].encode(), b"boundary")
        request.headers = {"content-type": f"{kind[: found.start()]}boundary=boundary"}


def clean_response(response: dict[str, Any]) -> dict[str, Any]:
    """A response with the allowed headers only; what looks like a key in its text is blotted out. Idempotent."""
    headers = {k.lower(): v for k, v in response["headers"].items() if _RESPONSE_HEADERS.match(k)}
    body = response["body"]["string"] or b""
    with suppress(UnicodeDecodeError):
        body = without_keys(body.decode()).encode()
    return {"status": response["status"], "headers": headers, "body": {"string": body}}


# --- the file ----------------------------------------------------------------------------------------------


class Persister:
    """Reads and writes cassettes as YAML with JSON bodies unfolded; everything else is text or base64."""

    @staticmethod
    def load_cassette(path: str, serializer: Any) -> tuple[list[Request], list[dict[str, Any]]]:
        """Requests and responses; the serializer's name counts for nothing."""
        file = Path(path)
        if not file.is_file():
            raise CassetteNotFoundError
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        if not isinstance(data, dict) or data.get("version") != VERSION:
            raise ValueError("it does not begin with `version: 1`")
        pairs = data["interactions"]
        return [_request(pair["request"]) for pair in pairs], [_response(pair["response"]) for pair in pairs]

    @staticmethod
    def save_cassette(path: str, cassette_dict: Mapping[str, Any], serializer: Any) -> None:
        """Write the whole file aside, then move it into place."""
        pairs = zip(cassette_dict["requests"], cassette_dict["responses"], strict=True)
        data = {
            "version": VERSION,
            "interactions": [{"request": _from_request(q), "response": _from_response(a)} for q, a in pairs],
        }
        _write(Path(path), _dumped(data))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)  # mkstemp says 0600; a cassette is there to be shared
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


class _Dumper(yaml.SafeDumper):
    """Chinese as it is, long texts as blocks, no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not re.search(r"[^\S\n]\n|[^\S\n]\Z|\A\s|[\x00-\x08\x0b-\x1f]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _dumped(data: Any) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000))


def _from_request(request: Request) -> dict[str, Any]:
    parts = urlsplit(request.uri)
    kept: dict[str, Any] = {"method": request.method, "path": parts.path}
    if parts.query:
        kept["query"] = parts.query
    if request.headers:
        kept["headers"] = {str(k): str(v) for k, v in request.headers.items()}
    return kept | _body(request.body if isinstance(request.body, bytes) else b"")


def _from_response(response: Mapping[str, Any]) -> dict[str, Any]:
    kept = {"status": response["status"]["code"], "message": response["status"]["message"] or ""}
    headers = {name: list(values) for name, values in response["headers"].items()}
    return kept | ({"headers": headers} if headers else {}) | _body(response["body"]["string"])


def _body(body: bytes) -> dict[str, Any]:
    """A body as `json`, `text` or `base64`: the first that comes back from the file as it was."""
    if not body:
        return {}
    with suppress(ValueError, UnicodeError, yaml.YAMLError):
        text = body.decode()
        if text[:1] in "{[" and _survives(json.loads(text)):
            return {"json": json.loads(text)}
        if _survives(text):
            return {"text": text}
    return {"base64": base64.b64encode(body).decode()}


def _survives(value: Any) -> bool:
    dumped = _dumped({"v": value})
    dumped.encode()
    return bool(yaml.load(dumped, Loader=yaml.CSafeLoader) == {"v": value})


def _bytes(kept: Mapping[str, Any]) -> bytes:
    if "json" in kept:
        return json.dumps(kept["json"], ensure_ascii=False).encode()
    return base64.b64decode(kept["base64"]) if "base64" in kept else str(kept.get("text", "")).encode()


def _request(kept: Mapping[str, Any]) -> Request:
    query = f"?{kept['query']}" if kept.get("query") else ""
    return Request(kept["method"], f"{HOST}{kept['path']}{query}", _bytes(kept), kept.get("headers", {}))


def _response(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "status": {"code": kept["status"], "message": kept.get("message", "")},
        "headers": kept.get("headers", {}),
        "body": {"string": _bytes(kept)},
    }

"""Bytes over HTTP: retried with growing pauses, resumed where they broke off, kept in a cache.

A file that the server says has not changed is taken from the cache. Credentials go to one host
only: they are never written to a file, to a cache key or to a message, and a redirect of a request
that carries any is not followed.
"""

import hashlib
import json
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from layers.errors import InputError

_TRIES: Final = 5
_TIMEOUT_S: Final = (20, 120)
_CHUNK: Final = 2**13
_MOST_BYTES: Final = 2**31
_PARTIAL: Final = 206
_UNCHANGED: Final = 304
_BEYOND: Final = 416
_FAILED: Final = 400
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_BROKEN: Final = (
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
    requests.exceptions.ConnectionError,
    requests.exceptions.Timeout,
)
_HINTS: Final = {
    401: "the credentials are missing or not right",
    403: "this account may not read it",
    404: "there is nothing at this address; check the name",
    429: "asked too often; wait and try again",
}


class Carrier:
    """Carries bytes, with a cache.

    Parameters
    ----------
    cache
        A folder; made when needed.
    pause_s
        The first pause before a retry, in seconds; each next one is twice as long.
    agent
        What the tool calls itself.
    """

    def __init__(
        self, cache: Path, *, pause_s: float = 1.0, agent: str = "nostrike", tries: int = _TRIES
    ) -> None:
        self.cache = cache
        self.pause_s = pause_s
        self.tries = tries
        self.session = requests.Session()
        self.session.auth = _as_it_is  # else a .netrc of the user would be sent along
        self.session.headers["User-Agent"] = agent
        retry = Retry(
            total=tries,
            connect=tries,
            read=tries,
            backoff_factor=pause_s,
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=frozenset({"GET", "POST"}),
            respect_retry_after_header=True,
            raise_on_status=False,
        )
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=retry))

    def json(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Any:
        """Return what an interface answers, as JSON.

        Parameters
        ----------
        url
            The address; https, or http on this machine.
        params
            What stands after the question mark.
        headers
            Sent to this host only.
        form
            Sent as a form (POST).

        Raises
        ------
        InputError
            No answer, a refusal, or no JSON; the message holds no credential.
        """
        _check(url)
        try:
            answer = self.session.request(
                "GET" if form is None else "POST",
                url,
                params=params,
                data=form,
                headers=dict(headers or {}),
                timeout=_TIMEOUT_S,
                allow_redirects=not (headers or form),
            )
        except requests.exceptions.RequestException as fault:
            raise InputError(f"{_plain(url)}: cannot be reached ({_why(fault)})") from None
        _refuse(answer, url)
        try:
            return answer.json()
        except ValueError:
            raise InputError(f"{_plain(url)}: answered something that is no JSON") from None

    def file(self, url: str, target: Path) -> dict[str, Any]:
        """Bring a file, resuming and reusing what the cache holds.

        Parameters
        ----------
        url
            The address.
        target
            Where the file is to stand.

        Returns
        -------
        ``from_cache`` (the server said that nothing changed), ``resumed`` (a part was there).

        Raises
        ------
        InputError
            It could not be brought whole; what came stays in the cache, for the next try.
        """
        _check(url)
        self.cache.mkdir(parents=True, exist_ok=True)
        key = hashlib.sha256(url.encode()).hexdigest()
        body, part, about = (self.cache / f"{key}{end}" for end in (".bin", ".part", ".json"))
        known = _known(about)
        told = {"from_cache": False, "resumed": False}
        for attempt in range(self.tries + 1):
            try:
                done = self._once(url, body, part, about, known, told)
            except _BROKEN as fault:
                if attempt == self.tries:
                    raise InputError(
                        f"{_plain(url)}: broke off {self.tries + 1} times ({_why(fault)}); what "
                        "came is kept, run the same command again to go on"
                    ) from None
                time.sleep(self.pause_s * 2**attempt)
                known = _known(about)
                continue
            if done:
                break
        target.write_bytes(body.read_bytes())
        return told

    def _once(
        self,
        url: str,
        body: Path,
        part: Path,
        about: Path,
        known: dict[str, Any],
        told: dict[str, bool],
    ) -> bool:
        """Ask once; return whether the whole body is there."""
        headers = {"Accept-Encoding": "identity"}
        mark = known.get("etag") or known.get("last_modified")
        there = part.stat().st_size if part.is_file() else 0
        if there and mark:
            headers |= {"Range": f"bytes={there}-", "If-Range": mark}
        elif body.is_file() and known.get("etag"):
            headers["If-None-Match"] = known["etag"]
        elif body.is_file() and known.get("last_modified"):
            headers["If-Modified-Since"] = known["last_modified"]
        with self.session.get(url, headers=headers, stream=True, timeout=_TIMEOUT_S) as answer:
            if answer.status_code == _UNCHANGED and body.is_file():
                told["from_cache"] = True
                return True
            if answer.status_code == _BEYOND:  # the file became shorter: begin anew
                part.unlink(missing_ok=True)
                raise requests.exceptions.ConnectionError("the file changed meanwhile")
            for hop in [*answer.history, answer]:
                _check(hop.url)
            _refuse(answer, url)
            resumes = answer.status_code == _PARTIAL and _goes_on(answer, there)
            told["resumed"] |= resumes
            _remember(about, url, answer)
            size = _size(answer, there if resumes else 0)
            have = there if resumes else 0
            with part.open("ab" if resumes else "wb") as file:
                for chunk in answer.iter_content(_CHUNK):
                    have += len(chunk)
                    if have > _MOST_BYTES:
                        raise InputError(f"{_plain(url)}: larger than 2 GiB")
                    file.write(chunk)
        if size is not None and have < size:
            raise requests.exceptions.ConnectionError(f"{have} of {size} bytes came")
        part.replace(body)
        return True


def today() -> str:
    """Return the day in UTC, as a date of access is written."""
    return datetime.now(UTC).date().isoformat()


def _as_it_is(request: Any) -> Any:
    return request


def _check(url: str) -> None:
    """Refuse addresses over which what comes could be changed on the way."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return
    raise InputError(f"{_plain(url)}: only https is used (http on this machine alone)")


def _plain(url: str) -> str:
    """Return an address without what follows the question mark, and without credentials."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"


def _why(fault: Exception) -> str:
    """Return the kind of a fault in words, without the address it repeats."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(fault).__name__).lower()


def _refuse(answer: requests.Response, url: str) -> None:
    if answer.status_code >= _FAILED:
        hint = _HINTS.get(answer.status_code, "try again later")
        raise InputError(f"{_plain(url)}: answered {answer.status_code}: {hint}")
    if 300 <= answer.status_code < _FAILED and answer.status_code != _UNCHANGED:  # noqa: PLR2004
        raise InputError(f"{_plain(url)}: sends on to another address, which is not followed here")


def _goes_on(answer: requests.Response, there: int) -> bool:
    """Return whether a partial answer begins where what is there ends."""
    match = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    if match is None or int(match.group(1)) != there:
        raise InputError("the server answered with another part of the file than was asked for")
    return True


def _size(answer: requests.Response, before: int) -> int | None:
    length = answer.headers.get("Content-Length", "")
    return before + int(length) if length.isdigit() else None


def _known(about: Path) -> dict[str, Any]:
    try:
        told = json.loads(about.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _remember(about: Path, url: str, answer: requests.Response) -> None:
    # a weak mark does not vouch for the same bytes, so nothing can be resumed by it
    etag = answer.headers.get("ETag", "")
    kept = {
        "url": _plain(url),
        "etag": etag if not etag.startswith("W/") else None,
        "last_modified": answer.headers.get("Last-Modified"),
    }
    about.write_text(json.dumps(kept), encoding="utf-8")

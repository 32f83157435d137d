"""A server on the loopback address that answers as the real interfaces do, in small.

The replies have the form of real ones: CKAN's ``package_show`` of HDX, UCDP's pages, ACLED's token
and pages, Overpass's elements. The rows are invented.
"""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

AWSD = (
    "Incident ID,Year,Month,Day,Country Code,Country,City,Total killed,Total wounded,"
    "Total affected,Means of attack,Attack context,Latitude,Longitude,Source\n"
    + "".join(
        f"{n},2024,5,{n % 28 + 1},SD,Sudan,Khartoum,1,0,1,Shelling,Unknown,15.5,32.5,Media\n"
        for n in range(1, 400)
    )
).encode()


GLOBAL = "aid-worker-security-data-global"


def package(base: str) -> dict:
    return {
        "success": True,
        "result": {
            "name": "aid-worker-security-database-sdn",
            "title": "Aid Worker Security Database",
            "license_title": "Creative Commons Attribution International",
            "dataset_source": "Humanitarian Outcomes",
            "resources": [
                {
                    "name": "security_incidents.csv",
                    "format": "CSV",
                    "download_url": f"{base}/dataset/1/resource/2/download/security_incidents.csv",
                    "last_modified": "2024-06-01T00:00:00",
                },
                {"name": "codebook.pdf", "format": "PDF", "download_url": f"{base}/book.pdf"},
                {
                    "name": "../../etc/passwd =1+1 hxlated.csv",
                    "format": "CSV",
                    "download_url": f"{base}/hxl.csv",
                },
            ],
        },
    }


def ged(n: int) -> dict:
    return {
        "id": n,
        "type_of_violence": 1,
        "where_prec": 1,
        "date_prec": 1,
        "side_a": "Government of Sudan",
        "side_b": "RSF",
        "best": 2,
        "low": 1,
        "high": 3,
        "country": "Sudan" if n % 2 else "Chad",
        "latitude": 15.5,
        "longitude": 32.5,
        "where_coordinates": "Khartoum town",
        "date_start": "2024-05-01T00:00:00",
        "date_end": "2024-05-01T00:00:00",
        "adm_1": "Khartoum state",
    }


def acled(n: int) -> dict:
    return {
        "event_id_cnty": f"SDN{n}",
        "event_date": "2024-05-01",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "geo_precision": "1",
        "time_precision": "1",
        "latitude": "15.5",
        "longitude": "32.5",
        "country": "Sudan",
        "iso": "729",
        "fatalities": "0",
        "actor1": "Military Forces of Sudan",
        "inter1": "1",
        "actor2": "Civilians (Sudan)",
        "inter2": "7",
    }


OSM = {
    "osm3s": {"timestamp_osm_base": "2024-06-01T00:00:00Z"},
    "elements": [
        {"type": "node", "id": 1, "lat": 15.5, "lon": 32.5,
         "tags": {"amenity": "hospital", "name": "A", "name:ar": "أ"}},
        {"type": "way", "id": 2, "center": {"lat": 15.6, "lon": 32.6},
         "tags": {"healthcare": "clinic"}},
    ],
}  # fmt: skip


class StandIn:
    """What the server is to do, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.fail_first = 0  # so many requests are answered 503
        self.cut_at: int | None = None  # the next body breaks off after so many bytes
        self.etag: str | None = '"v1"'
        self.body = AWSD
        self.base = ""
        self.remark: str | None = None
        self.refuse: int | None = None
        self.redirect: str | None = None


def _handler(state: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _json(self, content: object, status: int = 200) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _trouble(self) -> bool:
            state.asked.append((self.command, self.path, dict(self.headers)))
            if state.fail_first > 0:
                state.fail_first -= 1
                self._json({"error": "busy"}, 503)
                return True
            if state.refuse:
                self._json({"error": "no"}, state.refuse)
                return True
            if state.redirect:
                self.send_response(302)
                self.send_header("Location", state.redirect)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return True
            return False

        def do_GET(self) -> None:
            if self._trouble():
                return
            parts = urlsplit(self.path)
            asked = parse_qs(parts.query)
            if parts.path == "/api/3/action/package_show":
                if asked["id"][0] in {"aid-worker-security-database-sdn", GLOBAL}:
                    self._json(package(state.base))
                else:
                    self._json({"success": False, "error": {"message": "Not found"}}, 404)
            elif parts.path.startswith("/api/gedevents/"):
                if self.headers.get("x-ucdp-access-token") != "ucdp-secret":
                    self._json("API token required", 401)
                    return
                page = int(asked.get("page", ["0"])[0])
                more = f"http://elsewhere.example/api/gedevents/26.1?page={page + 1}"
                rows = [ged(n) for n in range(page * 3, page * 3 + 3)]
                following = more if page < 2 else ""
                self._json({"TotalCount": 9, "TotalPages": 3, "NextPageUrl": following,
                            "PreviousPageUrl": "", "Result": rows})  # fmt: skip
            elif parts.path == "/api/acled/read":
                if self.headers.get("Authorization") != "Bearer acled-token":
                    self._json({"message": "Forbidden"}, 403)
                    return
                page = int(asked["page"][0])
                n = {1: 5000, 2: 7}.get(page, 0)
                self._json({"status": 200, "success": True, "count": n,
                            "data": [acled(page * 10_000 + k) for k in range(n)]})  # fmt: skip
            else:
                self._file()

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            form = parse_qs(self.rfile.read(length).decode())
            if self._trouble():
                return
            if self.path == "/oauth/token":
                right = form.get("username") == ["me@example.org"]
                right = right and form.get("password") == ["acled-secret"]
                if right and form.get("client_id") == ["acled"]:
                    self._json({"token_type": "Bearer", "access_token": "acled-token"})
                else:
                    self._json({"error": "invalid_grant"}, 400)
            else:
                state.asked[-1] = (self.command, form["data"][0], dict(self.headers))
                self._json({**OSM, **({"remark": state.remark} if state.remark else {})})

        def _file(self) -> None:
            begin = 0
            given = self.headers.get("Range")
            if given and self.headers.get("If-Range") == state.etag:
                begin = int(given.removeprefix("bytes=").rstrip("-"))
            if self.headers.get("If-None-Match") == state.etag and state.etag and not given:
                self.send_response(304)
                self.end_headers()
                return
            body = state.body[begin:]
            self.send_response(206 if begin else 200)
            if begin:
                whole = len(state.body)
                self.send_header("Content-Range", f"bytes {begin}-{whole - 1}/{whole}")
            self.send_header("Content-Length", str(len(body)))
            if state.etag:
                self.send_header("ETag", state.etag)
            self.end_headers()
            if state.cut_at is not None:
                self.wfile.write(body[: state.cut_at])
                state.cut_at = None
                self.wfile.flush()
                self.close_connection = True
                self.connection.close()
                return
            self.wfile.write(body)

    return Handler


@contextmanager
def serving():
    """Serve on the loopback address, on a free port, in a thread."""
    state = StandIn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    server.daemon_threads = True
    state.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

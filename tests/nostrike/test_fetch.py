"""Fetching, against a server on the loopback address: retries, resumption, cache, credentials."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

import layers
from layers.errors import InputError
from layers.fetch import Carrier, Wanted
from nostrike.cli import main
from nostrike.fetch import FETCHED, deliver_fetch, fetch
from nostrike.manifest import sha256

_spec = importlib.util.spec_from_file_location("standin", Path(__file__).with_name("standin.py"))
standin = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(standin)

SECRETS = {
    "UCDP_TOKEN": "ucdp-secret",
    "ACLED_USERNAME": "me@example.org",
    "ACLED_PASSWORD": "acled-secret",
}


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("NOSTRIKE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    with standin.serving() as state:
        yield state


def bring(server, out, source="awsd", **more):
    return deliver_fetch(Wanted(source, **more), out, "quiet", base=server.base, pause_s=0.01)


def told(out: Path) -> dict:
    return json.loads((out / "manifest.json").read_text(encoding="utf-8"))


def test_a_data_set_of_hdx_is_brought_and_read(server, tmp_path):
    out = tmp_path / "awsd"
    said = bring(server, out)
    assert "licence: Creative Commons" in said
    assert sorted(p.name for p in out.iterdir()) == ["manifest.json", "security_incidents.csv"]
    entry = told(out)["fetched"][0]
    assert entry["sha256"] == sha256(out / "security_incidents.csv")
    assert entry["from"].startswith(server.base)
    assert entry["accessed"].count("-") == 2
    assert entry["details"]["provider"] == "Humanitarian Outcomes"
    table = layers.read_incidents(out / "security_incidents.csv")
    assert len(table) == 399
    assert table["is_strike"].all()


def test_a_country_has_a_data_set_of_its_own(server, tmp_path):
    bring(server, tmp_path / "a", country="SDN")
    bring(server, tmp_path / "b")
    asked = [path for _, path, _ in server.asked if "package_show" in path]
    assert [path.partition("id=")[2] for path in asked] == [
        "aid-worker-security-database-sdn",
        "aid-worker-security-data-global",
    ]
    assert told(tmp_path / "a")["parameters"]["country"] == "SDN"


def test_a_later_run_takes_the_address_and_the_day_into_its_manifest(server, tmp_path):
    bring(server, tmp_path / "awsd")
    path = tmp_path / "awsd" / "security_incidents.csv"
    assert main(["convert", str(path), "--out", str(tmp_path / "c"), "--quiet"]) == 0
    entry = told(tmp_path / "c")["inputs"][0]
    assert entry["fetched"] == {
        key: told(tmp_path / "awsd")["fetched"][0][key] for key in ("from", "accessed", "source")
    }
    # a file that was changed since is not what was fetched
    path.write_bytes(path.read_bytes() + b"\n")
    assert main(["convert", str(path), "--out", str(tmp_path / "d"), "--quiet"]) == 0
    assert "fetched" not in told(tmp_path / "d")["inputs"][0]


def test_a_busy_server_is_asked_again(server, tmp_path):
    server.fail_first = 3
    bring(server, tmp_path / "awsd")
    assert len(server.asked) == 3 + 2


def test_a_download_that_breaks_off_goes_on_where_it_stopped(server, tmp_path):
    server.cut_at = 20_000
    bring(server, tmp_path / "awsd")
    assert (tmp_path / "awsd" / "security_incidents.csv").read_bytes() == server.body
    ranges = [headers.get("Range") for _, path, headers in server.asked if "download" in path]
    assert ranges[0] is None
    assert ranges[1].startswith("bytes=")
    assert 0 < int(ranges[1].removeprefix("bytes=").rstrip("-")) <= 20_000
    assert told(tmp_path / "awsd")["fetched"][0]["details"]["resumed"]


def test_a_run_that_failed_is_gone_on_with_by_the_next(server, tmp_path):
    url = f"{server.base}/file.csv"
    carrier = Carrier(tmp_path / "cache", pause_s=0.01, tries=0)
    server.cut_at = 20_000
    with pytest.raises(InputError, match="run the same command again"):
        carrier.file(url, tmp_path / "file.csv")
    assert not (tmp_path / "file.csv").exists()
    assert carrier.file(url, tmp_path / "file.csv")["resumed"]
    assert (tmp_path / "file.csv").read_bytes() == server.body


@pytest.mark.parametrize("changed", [True, False])
def test_a_part_is_used_only_of_the_same_file(server, tmp_path, changed):
    url = f"{server.base}/file.csv"
    carrier = Carrier(tmp_path / "cache", pause_s=0.01, tries=0)
    server.cut_at = 20_000
    with pytest.raises(InputError):
        carrier.file(url, tmp_path / "file.csv")
    if changed:
        server.body, server.etag = server.body[::-1], '"v2"'
    else:
        server.etag = None  # nothing vouches for the part
    carrier.file(url, tmp_path / "file.csv")
    assert (tmp_path / "file.csv").read_bytes() == server.body


def test_what_did_not_change_comes_from_the_cache(server, tmp_path):
    bring(server, tmp_path / "one")
    bring(server, tmp_path / "one")
    entry = told(tmp_path / "one")["fetched"][0]
    assert entry["details"]["from_cache"]
    assert (tmp_path / "one" / "security_incidents.csv").read_bytes() == server.body
    server.body, server.etag = server.body + b"\n", '"v2"'
    bring(server, tmp_path / "one")
    assert not told(tmp_path / "one")["fetched"][0]["details"]["from_cache"]
    assert (tmp_path / "one" / "security_incidents.csv").read_bytes() == server.body


def test_names_of_files_are_made_plain(server, tmp_path):
    bring(server, tmp_path / "hxl", resource="passwd")
    names = {path.name for path in (tmp_path / "hxl").iterdir()}
    assert names == {"manifest.json", "etc-passwd-1-1-hxlated.csv"}


def test_ucdp_in_pages_of_one_host_and_with_a_token(server, tmp_path, monkeypatch):
    with pytest.raises(InputError, match="UCDP_TOKEN"):
        bring(server, tmp_path / "u", "ucdp_ged")
    assert server.asked == []
    monkeypatch.setenv("UCDP_TOKEN", "ucdp-secret")
    bring(server, tmp_path / "u", "ucdp_ged", country="SDN", first_day="2024-01-01")
    table = layers.read_incidents(tmp_path / "u" / "ucdp-ged-26.1-SDN.json")
    assert set(table["source"]) == {"ucdp_ged"}
    assert table["country"].eq("SDN").all()
    assert len(table) == 4
    assert len(server.asked) == 3
    assert all("StartDate=2024-01-01" in path for _, path, _ in server.asked)
    monkeypatch.setenv("UCDP_TOKEN", "wrong")
    with pytest.raises(InputError, match="credentials"):
        bring(server, tmp_path / "v", "ucdp_ged")


def test_acled_with_an_account_of_ones_own(server, tmp_path, monkeypatch):
    with pytest.raises(InputError, match="account of your own"):
        bring(server, tmp_path / "a", "acled")
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    bring(server, tmp_path / "a", "acled", country="SDN",
          first_day="2024-05-01", last_day="2024-05-31")  # fmt: skip
    table = layers.read_incidents(tmp_path / "a" / "acled-SDN.json")
    assert len(table) == 5007
    assert table["is_strike"].all()
    assert "no redistribution" in told(tmp_path / "a")["fetched"][0]["licence"]
    assert any("country=Sudan" in path and "BETWEEN" in path for _, path, _ in server.asked)
    with pytest.raises(InputError, match="both --from and --to"):
        bring(server, tmp_path / "b", "acled", first_day="2024-05-01")
    monkeypatch.setenv("ACLED_PASSWORD", "not-mine")
    with pytest.raises(InputError) as refused:
        bring(server, tmp_path / "b", "acled")
    assert "not-mine" not in str(refused.value)
    assert not (tmp_path / "b").exists()


def test_credentials_are_written_nowhere(server, tmp_path, monkeypatch):
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    bring(server, tmp_path / "a", "acled")
    bring(server, tmp_path / "u", "ucdp_ged")
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    for path in written:
        content = path.read_bytes()
        for secret in (*SECRETS.values(), "acled-token"):
            assert secret.encode() not in content, path


def test_credentials_do_not_follow_to_another_address(server, tmp_path, monkeypatch):
    monkeypatch.setenv("UCDP_TOKEN", "ucdp-secret")
    with standin.serving() as other:
        server.redirect = f"{other.base}/api/gedevents/26.1"
        with pytest.raises(InputError, match="not followed"):
            bring(server, tmp_path / "u", "ucdp_ged")
        assert other.asked == []


def test_facilities_of_openstreetmap(server, tmp_path):
    bring(server, tmp_path / "o", "hot_osm", country="SDN")
    table = layers.read_facilities(tmp_path / "o" / "osm-health-SDN.geojson")
    assert table.index.tolist() == ["hot_osm:node/1", "hot_osm:way/2"]
    assert table["kind"].tolist() == ["hospital", "clinic"]
    assert table.geometry.x.tolist() == [32.5, 32.6]
    assert '"ISO3166-1"="SD"' in server.asked[0][1]
    server.remark = "runtime error: Query timed out"
    with pytest.raises(InputError, match="timed out"):
        bring(server, tmp_path / "p", "hot_osm", country="SDN")
    with pytest.raises(InputError, match="name the country"):
        bring(server, tmp_path / "p", "hot_osm")


@pytest.mark.parametrize(
    ("source", "more", "why"),
    [
        ("bellingcat", {}, "no public interface"),
        ("shcc", {}, "--dataset NAME"),
        ("awsd", {"dataset": "no-such"}, "nothing at this address"),
        ("awsd", {"resource": "never"}, "no file fits"),
        ("healthsites", {}, "--country"),
        ("awsd", {"first_day": "soon"}, "write a day"),
    ],
)
def test_what_cannot_be_brought_is_said_and_nothing_written(server, tmp_path, source, more, why):
    with pytest.raises(InputError, match=why):
        bring(server, tmp_path / "out", source, **more)
    assert not (tmp_path / "out").exists()


def test_only_https_leaves_this_machine(tmp_path):
    with pytest.raises(InputError, match="only https"):
        fetch(
            Wanted("awsd", country="SDN"), tmp_path, base="http://data.example.org", environment={}
        )


def test_a_folder_of_another_run_is_not_replaced(server, tmp_path, capsys):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "work.txt").write_text("mine")
    words = [
        "fetch",
        "awsd",
        "--country",
        "SDN",
        "--out",
        str(tmp_path / "mine"),
        "--base-url",
        server.base,
    ]
    assert main(words) == 2
    assert "holds other things" in capsys.readouterr().err
    assert main(["fetch", "awsd", "--country", "Sudan", "--out", str(tmp_path / "x")]) == 2
    assert "alpha-3" in capsys.readouterr().err


def test_every_source_that_can_be_fetched_is_on_the_shelf(capsys):
    assert main(["sources", "--json"]) == 0
    shelf = json.loads(capsys.readouterr().out)
    assert {one["name"] for one in shelf if one["fetch"]} == set(FETCHED)
    for one in shelf:
        assert all(one[key] for key in ("title", "shows", "cannot_show", "licence", "obtain"))
        assert one["role"] != "incidents" or one["precision"]
    assert main(["sources", "who_ssa"]) == 0
    said = capsys.readouterr().out
    for word in ("holds:", "cannot show:", "precision:", "licence:", "obtained from:", "fetch:"):
        assert word in said
    assert main(["sources", "nowhere"]) == 2


BLOCKED = """
import json
import sys
def refuse(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind",
                 "socket.sendto", "socket.sendmsg"}:
        raise RuntimeError(f"the network was used: {event} {args}")
sys.addaudithook(refuse)
from nostrike.cli import main
for words in json.loads(sys.argv[1]):
    code = main(words)
    if code:
        sys.exit(f"{words}: {code}")
"""


def blocked(*lines: tuple[object, ...]) -> subprocess.CompletedProcess[str]:
    said = json.dumps([[str(word) for word in line] for line in lines])
    line = [sys.executable, "-c", BLOCKED, said]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def test_nothing_but_fetch_opens_a_socket(sample, tmp_path):
    done = blocked(
        ("demo", "--out", tmp_path / "demo", "--quiet"),
        ("check", sample / "registry.csv", "--out", tmp_path / "check", "--quiet"),
        ("convert", sample / "incidents.csv", "--out", tmp_path / "convert", "--quiet"),
        ("sources", "--json"),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / "index.html").is_file()
    # the block blocks: fetch cannot pass it
    done = blocked(
        ("fetch", "awsd", "--country", "SDN", "--out", tmp_path / "f",
         "--base-url", "http://127.0.0.1:9")
    )  # fmt: skip
    assert "the network was used" in done.stderr

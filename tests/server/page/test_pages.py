import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from server.page.files import BUILT, Files
from server.page.pages import Pages
from server.security_headers import SecurityHeaders
from tests.serving import Server

CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    """Asks for pages alone, without a database behind them."""
    app = Starlette(routes=Pages(Files()).routes(), middleware=[Middleware(SecurityHeaders)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture
def script() -> str:
    """The path of the page's own script, as its document names it."""
    [found] = re.findall(r'src="(/assets/[^"]+\.js)"', (BUILT / "index.html").read_text())
    return found


async def test_the_page_may_run_scripts_of_ours_only(browser: httpx.AsyncClient):
    answer = await browser.get("/")
    assert answer.text == (BUILT / "index.html").read_text()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


@pytest.mark.parametrize("name", ["index.html", "graphiql.html"])
def test_no_document_has_a_script_or_style_in_it(name: str):
    document = (BUILT / name).read_text()
    assert not re.search(r"<style|<script(?![^>]* src=)|\son\w+=|\sstyle=", document)


async def test_what_has_its_hash_in_its_name_is_kept_for_ever(browser: httpx.AsyncClient, script: str):
    answer = await browser.get(script)
    assert answer.content == (BUILT / script[1:]).read_bytes()
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, br", "gzip"), ("*", "gzip"), ("gzip;q=0", None), ("", None)]
)
async def test_who_takes_gzip_is_sent_gzip(
    browser: httpx.AsyncClient, script: str, accepted: str, encoding: str | None
):
    answer = await browser.get(script, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == (BUILT / script[1:]).read_bytes()
    same = {"Accept-Encoding": accepted, "If-None-Match": answer.headers["etag"]}
    assert (await browser.get(script, headers=same)).status_code == 304
    other = {"Accept-Encoding": "" if encoding else "gzip", "If-None-Match": answer.headers["etag"]}
    assert (await browser.get(script, headers=other)).status_code == 200


async def test_the_icon_is_a_picture(browser: httpx.AsyncClient):
    answer = await browser.get("/favicon.svg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize("path", ["/assets/", "/assets/none.js", "/assets/..%2Findex.html", "/index.html"])
async def test_what_was_not_built_is_not_there(browser: httpx.AsyncClient, path: str):
    assert (await browser.get(path)).status_code == 404


async def test_a_browser_gets_graphiql_where_a_client_gets_an_answer(server: Server):
    graphiql = (BUILT / "graphiql.html").read_text()
    for parameters in ({}, {"query": "{ __typename }"}):
        seen = await server.http.get("/graphql", params=parameters, headers={"Accept": CHROMIUM})
        assert (seen.status_code, seen.text) == (200, graphiql)
        assert "script-src 'self';" in seen.headers["content-security-policy"]
    for accept in ("*/*", "application/json", f"application/json, {CHROMIUM}"):
        asked = await server.http.get(
            "/graphql", params={"query": "{ __typename }"}, headers={**server.bearer(), "Accept": accept}
        )
        assert asked.json()["data"] == {"__typename": "Query"}
    unknown = await server.http.get("/graphql", headers={"Accept": "*/*"})
    assert unknown.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    posted = await server.http.post("/graphql", json={"query": "{ x }"}, headers={"Accept": CHROMIUM})
    assert posted.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"

    assert (await server.http.get("/?map=welcome")).text == (BUILT / "index.html").read_text()
    for path, accept in (("/", "*/*"), ("/graphql", CHROMIUM)):
        head = await server.http.head(path, headers={"Accept": accept, "Accept-Encoding": ""})
        assert (head.status_code, head.content) == (200, b"")
        assert int(head.headers["content-length"]) > 300
    assert (await server.http.get("/assets/none.js")).status_code == 404

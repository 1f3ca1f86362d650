import json
import re
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from server.app import create_app
from server.machine import memory
from server.metrics import MetricsEndpoint
from server.observed import Observations
from server.settings import Settings
from store.timings import Timings
from tests.acceptance.tenant import Tenant
from tests.server.conftest import event
from tests.serving import METRICS_KEY, Server, log_in, send
from tests.waiting import eventually

DOCS = Path(__file__).parent.parent.parent / "docs"
SUFFIX = re.compile(r"_(bucket|count|sum)$")


async def test_what_was_done_is_counted(server: Server, tenant: Tenant):
    """The fixture has sent five moves and a purchase, and published a map."""
    again, wrong = event("m-1", "ann", "MOVED", to="form"), event("x-7", "ann", "MOVED", to="nowhere")
    await server.record([again, wrong])
    await server.graphql("{ nothing }")
    await server.graphql("{ viewer { role } }")
    await server.http.get("/nowhere")
    said = await server.metrics()
    assert {name: said[f"footfall_{name}"] for name in WANTED} == WANTED
    assert said["footfall_states_budget_bytes"] == memory() // 4
    assert said["footfall_states_bytes"] > 0
    assert said["footfall_tasks"] > 0
    assert said["process_resident_memory_bytes"] > 0
    await eventually(lambda: has_looked(server))


WANTED = {
    'events_total{outcome="accepted"}': 6,
    'events_total{outcome="duplicate"}': 1,
    'events_total{outcome="rejected"}': 1,
    "commit_duration_seconds_count": 6,
    "commit_conflicts_total": 0,
    "jobs_running": 0,
    'jobs_total{outcome="succeeded"}': 0,
    "job_contacts_total": 0,
    "mongodb_primary": 1,
    "redis_connected": 1,
    "states": 2,
    "state_loads_total": 2,
    "states_refused_total": 0,
    "rooms": 0,
    'operations_total{transport="http",type="mutation"}': 2,
    'operations_total{transport="http",type="query"}': 2,
    'errors_total{code="GRAPHQL_VALIDATION_FAILED"}': 1,
    'errors_total{code="NOT_FOUND"}': 1,
    'http_requests_total{method="POST",route="/events",status="200"}': 4,
    'http_requests_total{method="GET",route="other",status="404"}': 1,
    'http_request_duration_seconds_count{route="/events"}': 4,
    "http_requests_in_progress": 1,
    f'build_info{{version="{version("footfall")}"}}': 1,
}


async def has_looked(server: Server) -> bool:
    return (await server.metrics())["footfall_event_loop_lag_seconds_count"] > 0


async def test_sockets_are_counted_and_how_they_were_closed(server: Server):
    async with server.socket() as socket:
        await log_in(socket, server.bearer()["Authorization"])
        assert (await server.metrics())["footfall_sockets"] == 1
        await send(socket, type="no such type")
        await socket.wait_closed()
    said = await server.metrics()
    assert (said["footfall_sockets"], said['footfall_sockets_closed_total{code="4400"}']) == (0, 1)


async def test_only_their_key_opens_them(server: Server):
    for headers in ({}, server.bearer(), server.bearer("x"), {"Authorization": f"Basic {METRICS_KEY}"}):
        refused = await server.http.get("/metrics", headers=headers)
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "UNAUTHENTICATED")


async def test_openmetrics_is_given_to_who_asks_for_it(server: Server):
    headers = {**server.bearer(METRICS_KEY), "Accept": "application/openmetrics-text; version=1.0.0"}
    answer = await server.http.get("/metrics", headers=headers)
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert answer.text.endswith("# EOF\n")


async def test_every_name_is_in_the_docs_and_the_dashboard_uses_no_other(server: Server):
    answer = await server.http.get("/metrics", headers=server.bearer(METRICS_KEY))
    exported = set(re.findall(r"^# TYPE (footfall_\w+) ", answer.text, re.MULTILINE))
    page, dashboard = (DOCS / "operations.md").read_text(), (DOCS / "grafana.json").read_text()
    documented = re.findall(r"^\| `(footfall_\w+)(?:{[\w,]+})?` \|", page, re.MULTILINE)
    assert sorted(documented) == sorted(exported)
    queries = [target["expr"] for panel in json.loads(dashboard)["panels"] for target in panel["targets"]]
    for text in (page, *queries):
        assert {SUFFIX.sub("", name) for name in re.findall(r"footfall_\w+", text)} <= exported


@pytest.mark.parametrize(
    ("is_local", "headers"),
    [(False, []), (True, [(b"x-forwarded-for", b"203.0.113.7")]), (True, [(b"via", b"1.1 proxy")])],
)
async def test_without_a_key_they_are_for_this_machine_alone(
    is_local: bool, headers: list[tuple[bytes, bytes]]
):
    metrics = MetricsEndpoint(None, is_local=is_local, seen=Observations(), loop_lag=Timings())
    with pytest.raises(HTTPException) as refused:
        await metrics.answer(Request({"type": "http", "headers": headers}))
    assert (refused.value.status_code, refused.value.detail) == (
        404,
        "metrics are for this machine only: FOOTFALL_METRICS_KEY is not set",
    )


async def test_on_this_machine_they_need_no_key(settings: Settings):
    app = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        answer = await client.get("/metrics")
        rebound = await client.get("/metrics", headers={"Host": "rebound.example.org"})
    assert (answer.status_code, "footfall_rooms 0.0" in answer.text.splitlines()) == (200, True)
    assert (rebound.status_code, rebound.json()["error"]["argument"]) == (400, "Host")

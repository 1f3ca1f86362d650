"""How much is measured: the sizes of docs/performance.md, and small ones for trying out."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Sizes and counts of all subjects."""

    batches: Mapping[int, int] = field(default_factory=lambda: {1: 600, 100: 150, 1_000: 40, 5_000: 10})
    """Of `ingest`: events a batch → how many batches."""

    snapshot_batches: int = 800
    """Batches of 1,000 that `snapshots` posts to each server."""

    path_rounds: int = 5
    path_seconds: float = 12.0
    """How long `paths` posts in each mode of a round: about what the paced writer takes from the start of
    one slice to that of the next."""

    singles: int = 500
    """Events that `single` posts of each kind."""

    histories: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    """Contacts of the maps that `reads`, `pages` and `loads` read; the last one is the largest."""

    rival_history: int = 100_000
    """Contacts, one of `histories`, whose visits the rivals get as documents, and as a log to replay."""

    reports: int = 40
    """How often each report is asked for."""

    recounted: tuple[int, ...] = (1_000, 100_000, 1_000_000)
    """Contacts of the maps that `recounts` looks at."""

    page: int = 10_000
    """The page that `pages` compares to the first one."""

    pages: int = 200
    """How often each page is asked for."""

    loads: int = 3
    """Processes that load each map."""

    terms: int = 500_000
    """Different ones that `tracking` plants among the contacts of the largest of `histories`."""

    touches: int = 40
    """Batches of 1,000 touches that `tracking` posts of each kind."""

    ids: int = 5_000_000
    """Events that `ids` writes with each kind of id."""

    maps: int = 200
    maps_in_memory: int = 40
    map_contacts: int = 100_000
    map_rounds: int = 3
    """How often `maps` goes round all maps."""

    writer_seconds: float = 15.0
    """How long the `writers` write."""

    acted: int = 100_000
    """Contacts, about, that `actions` act on; exports are of the largest of `histories`."""

    job_seconds: float = 20.0
    """How long `actions` asks for a map while a job runs."""

    http_seconds: int = 8
    """How long each server of `bench.http` is asked for each query."""

    live_sockets: tuple[int, ...] = (500, 2_000, 5_000)
    """Watching one map, in `bench.live`."""

    live_operations: int = 10
    """Subscriptions of each of the first number of sockets, once more: enough to saturate a server that is
    paced."""

    live_seconds: float = 4.0
    """How long deliveries are counted in each case."""

    live_idle: int = 2_000
    """Sockets that only wait."""

    live_maps: int = 200
    live_sockets_a_map: int = 10
    live_contacts: int = 300
    """On each of the maps; two of three pass its filter."""

    live_rounds: int = 15
    """Batches to each map; a round takes a second where there are 200."""

    live_walkers: int = 2_000
    """Contacts whose walks change rows: one or two a message, of which there are at most 20 a second."""

    page_contacts: int = 20_000
    """Whose history the map of `bench.page` has."""

    page_seconds: float = 300.0
    """How long the page is looked at."""

    page_stretch_seconds: float = 15.0
    """How long a trace is, after each of which there is a look at what the page keeps."""


FULL = Scale()
QUICK = Scale(
    batches={1: 100, 100: 30, 1_000: 10, 5_000: 3},
    snapshot_batches=60,
    path_rounds=1,
    path_seconds=3.0,
    singles=100,
    histories=(1_000, 10_000),
    rival_history=10_000,
    reports=10,
    recounted=(1_000, 10_000),
    page=100,
    pages=50,
    loads=1,
    terms=5_000,
    touches=5,
    ids=200_000,
    maps=20,
    maps_in_memory=4,
    map_contacts=2_000,
    map_rounds=2,
    writer_seconds=3.0,
    acted=2_000,
    job_seconds=2.0,
    http_seconds=2,
    live_sockets=(100,),
    live_operations=4,
    live_seconds=1.0,
    live_idle=200,
    live_maps=20,
    live_sockets_a_map=5,
    live_rounds=15,
    page_contacts=2_000,
    page_seconds=20.0,
    page_stretch_seconds=5.0,
)

from tests.serving import Server


async def test_a_process_that_lives_says_so_to_everybody(server: Server):
    answer = await server.http.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_process_with_both_its_databases_is_ready(server: Server):
    answer = await server.http.get("/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ready", "writes": True, "live": "prompt"},
    )

"""Last of an engine's tests: after all of them the books still add up."""


def test_the_database_is_sound(server):
    verdict = server.verify()
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr

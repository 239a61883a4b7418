"""One server per engine: SQLite always, PostgreSQL when TEST_POSTGRES_URL names a server."""

import os

import pytest
from huaweicloudsdkbss.v2 import ListQuotaCouponsRequest, QueryCouponQuotasReqExt

import demo
from clients import Patient, patient
from server import PostgresDatabase, Server

POSTGRES = os.environ.get("TEST_POSTGRES_URL")
ENGINES = ["sqlite", "postgres"] if POSTGRES else ["sqlite"]


@pytest.fixture(scope="session", params=ENGINES)
def server(request):
    database = PostgresDatabase(POSTGRES) if request.param == "postgres" else None
    running = None
    try:
        running = Server(database.url if database else None)
        yield running
    finally:
        if running is not None:
            running.stop()
            running.remove()
        if database is not None:
            database.remove()


@pytest.fixture
def shanhai(server) -> Patient:
    return patient(server.url, demo.SHANHAI)


@pytest.fixture
def beidou(server) -> Patient:
    return patient(server.url, demo.BEIDOU)


@pytest.fixture
def acme(server) -> Patient:
    return patient(server.url, demo.ACME)


def quotas(client: Patient, **filters):
    """The caller's quotas."""
    request = ListQuotaCouponsRequest(body=QueryCouponQuotasReqExt(limit=100, **filters))
    return client.list_quota_coupons(request).quotas


@pytest.fixture
def annual(shanhai):
    """The quota of 100,000 yuan without limits on services."""
    found = [quota for quota in quotas(shanhai, quota_status_list=[0]) if quota.quota_value == 100000]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def balance(shanhai, annual):
    """The balance of that quota now."""
    return lambda: quotas(shanhai, quota_ids=[annual.quota_id])[0].balance

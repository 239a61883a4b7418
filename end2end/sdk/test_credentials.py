"""How the SDK finds the server and its account, and how failures come out of it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from huaweicloudsdkbss.v2 import (
    BssClient,
    CreatePartnerCouponsReq,
    CreatePartnerCouponsRequest,
    ListIssuedPartnerCouponsRequest,
    ListMeasureUnitsRequest,
    ListQuotaCouponsRequest,
    ListSubCustomersRequest,
    QueryCouponQuotasReqExt,
)
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

import demo
from clients import sdk

REGION_SCRIPT = """
from huaweicloudsdkbss.v2 import BssClient, ListMeasureUnitsRequest
from huaweicloudsdkbss.v2.region.bss_region import BssRegion
from huaweicloudsdkcore.auth.credentials import GlobalCredentials
credentials = GlobalCredentials({ak!r}, {sk!r})
client = (BssClient.new_builder().with_credentials(credentials)
          .with_region(BssRegion.value_of("cn-north-1")).build())
assert client.list_measure_units(ListMeasureUnitsRequest()).measure_units
print(credentials.domain_id)
"""


def test_a_domain_id_may_be_named(server):
    client = sdk(server.url, demo.SHANHAI, domain_id=demo.SHANHAI.id)
    assert client.list_measure_units(ListMeasureUnitsRequest()).measure_units


def test_a_foreign_domain_id_is_refused(server):
    client = sdk(server.url, demo.SHANHAI, domain_id=demo.BEIDOU.id)
    with pytest.raises(ClientRequestException) as refused:
        client.list_measure_units(ListMeasureUnitsRequest())
    assert (refused.value.status_code, refused.value.error_code) == (403, "CBC.0151")
    assert "X-Domain-Id" in refused.value.error_msg


@pytest.mark.parametrize("account", [demo.SHANHAI, demo.ACME], ids=["partner", "customer"])
def test_a_region_asks_iam_for_the_domain_id(server, account):
    # In a process of its own, because the SDK caches domain ids.
    environment = os.environ | {
        "HUAWEICLOUD_SDK_REGION_BSS_CN_NORTH_1": server.url,
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": server.url,
    }
    script = REGION_SCRIPT.format(ak=account.access_key, sk=account.secret)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == account.id


def test_failures_come_out_of_the_sdk_with_code_and_request_id(server, annual):
    client = sdk(server.url, demo.SHANHAI)
    body = CreatePartnerCouponsReq(
        quota_id=annual.quota_id, customer_ids=[demo.ACME.id] * 101, face_value=1
    )
    with pytest.raises(ClientRequestException) as refused:
        client.create_partner_coupons(CreatePartnerCouponsRequest(body=body))
    error = refused.value
    assert (error.status_code, error.error_code) == (400, "CBC.0100")
    assert "customer_ids" in error.error_msg
    assert error.request_id
    with pytest.raises(ClientRequestException) as forgotten:
        client.list_sub_customers(ListSubCustomersRequest())
    assert forgotten.value.error_code == "CBC.0100"


def test_a_wrong_secret_is_named(server):
    # A key of another account than the tests of the loop use, because failures are counted.
    client = sdk(server.url, demo.BEIDOU, secret="wrong")
    with pytest.raises(ClientRequestException) as refused:
        client.list_measure_units(ListMeasureUnitsRequest())
    assert (refused.value.status_code, refused.value.error_code) == (401, "APIG.0301")
    assert "verify aksk signature fail" in refused.value.error_msg
    assert refused.value.request_id
    right = sdk(server.url, demo.BEIDOU)
    assert right.list_measure_units(ListMeasureUnitsRequest()).measure_units


def test_an_unknown_key_is_named(server):
    nobody = demo.Account(demo.ACME.id, "HZAKNOBODY0000000001", "x")
    with pytest.raises(ClientRequestException) as refused:
        sdk(server.url, nobody).list_measure_units(ListMeasureUnitsRequest())
    assert (refused.value.status_code, refused.value.error_code) == (401, "APIG.0301")
    assert "Get secretKey failed" in refused.value.error_msg


def test_a_customer_may_not_do_a_partners_work(server):
    client = sdk(server.url, demo.ACME)
    with pytest.raises(ClientRequestException) as refused:
        client.list_issued_partner_coupons(ListIssuedPartnerCouponsRequest())
    assert (refused.value.status_code, refused.value.error_code) == (403, "CBC.0151")


def test_an_operation_that_is_not_there_is_unknown(server):
    from huaweicloudsdkbss.v2 import ListProvincesRequest

    with pytest.raises(ClientRequestException) as refused:
        sdk(server.url, demo.SHANHAI).list_provinces(ListProvincesRequest())
    assert (refused.value.status_code, refused.value.error_code) == (404, "APIG.0101")


def test_the_eleventh_call_in_a_second_waits(server):
    client = sdk(server.url, demo.BEIDOU)
    request = ListQuotaCouponsRequest(body=QueryCouponQuotasReqExt())
    end = time.monotonic() + 20
    with pytest.raises(ClientRequestException) as refused:
        while time.monotonic() < end:
            client.list_quota_coupons(request)
    assert refused.value.status_code == 429
    # Versions of the HTTP library below the SDK differ in whether the body of a 429 survives.
    assert refused.value.error_code in ("APIG.0308", "429")
    time.sleep(1.2)
    assert client.list_quota_coupons(request).total_count >= 1


def test_a_token_opens_the_door_too(server):
    login = {"name": "shanhai", "password": demo.PASSWORD, "domain": {"name": "shanhai"}}
    body = {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": login}},
            "scope": {"domain": {"name": "shanhai"}},
        }
    }
    answer = requests.post(f"{server.url}/v3/auth/tokens", json=body, timeout=30)
    assert answer.status_code == 201, answer.text
    assert answer.json()["token"]["domain"] == {"id": demo.SHANHAI.id, "name": "shanhai"}
    token = answer.headers["X-Subject-Token"]
    quotas = requests.post(
        f"{server.url}/v2/partners/coupon-quotas/query",
        json={},
        headers={"X-Auth-Token": token},
        timeout=30,
    )
    assert quotas.status_code == 200
    login = {"name": "lin", "password": demo.PASSWORD, "domain": {"name": "shanhai"}}
    body["auth"]["identity"]["password"]["user"] = login
    token = requests.post(f"{server.url}/v3/auth/tokens", json=body, timeout=30)
    refused = requests.post(
        f"{server.url}/v2/partners/coupon-quotas/query",
        json={},
        headers={"X-Auth-Token": token.headers["X-Subject-Token"], "X-Language": "en_US"},
        timeout=30,
    )
    assert (refused.status_code, refused.json()["error_code"]) == (403, "CBC.0151")
    assert "BPC_ITEM_SUBCUSTSERV_030100" in refused.json()["error_msg"]


def test_the_base_path_of_an_endpoint_does_not_matter(server):
    client = sdk(f"{server.url}/openapi/", demo.SHANHAI)
    assert client.list_measure_units(ListMeasureUnitsRequest()).measure_units
    assert isinstance(client, BssClient)

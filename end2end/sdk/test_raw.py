"""What other SDKs and careless clients send: signed, but not by the Python SDK."""

import json
import time
from decimal import Decimal

import pytest
import requests

import demo
from clients import issue_body, raw, sdk_date, sign

COUPONS = "/v2/promotions/benefits/partner-coupons"
UNITS = "/v2/bases/measurements"


@pytest.mark.parametrize(
    ("written", "read"),
    [('"10.5"', "10.50"), ("1.234E+2", "123.40"), ("100.10", "100.10"), ("1e1", "10.00")],
)
def test_amounts_are_read_exactly(server, annual, balance, written, read):
    before = balance()
    answer = raw(
        server.url, demo.SHANHAI, "POST", COUPONS, issue_body(annual.quota_id, [demo.ACME.id], written)
    )
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["coupon_infos"]) == 1
    assert before - balance() == Decimal(read)


@pytest.mark.parametrize(
    "written",
    ["0", "-1", "1.001", "1e400", '"12,3"', "NaN", '"NaN"', "99999999999999999999", "null", "{}"],
)
def test_bad_amounts_change_nothing(server, annual, balance, written):
    before = balance()
    answer = raw(
        server.url,
        demo.SHANHAI,
        "POST",
        COUPONS,
        issue_body(annual.quota_id, [demo.ACME.id], written),
        X_Language="en_US",
    )
    assert (answer.status_code, answer.json()["error_code"]) == (400, "CBC.0100")
    assert answer.headers["X-Request-Id"]
    assert balance() == before


def test_a_repeated_idempotency_key_issues_once(server, annual, balance):
    before = balance()
    body = issue_body(annual.quota_id, [demo.ACME.id], "2")
    key = f"sdk-{time.monotonic_ns()}"
    first = raw(server.url, demo.SHANHAI, "POST", COUPONS, body, Idempotency_Key=key)
    again = raw(server.url, demo.SHANHAI, "POST", COUPONS, body, Idempotency_Key=key)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert before - balance() == 2


def test_broken_and_oversized_bodies_are_told_apart(server):
    broken = raw(server.url, demo.SHANHAI, "POST", COUPONS, '{"quota_id": ')
    assert (broken.status_code, broken.json()["error_code"]) == (400, "CBC.0100")
    large = json.dumps({"memo": "x" * (12 << 20)})
    answer = raw(server.url, demo.SHANHAI, "POST", COUPONS, large)
    assert answer.status_code == 413
    assert answer.json()["error_code"] == "APIG.0201"


def test_stale_missing_and_malformed_signatures_are_named(server):
    host = server.url.split("//", 1)[1]
    url = server.url + UNITS
    old = sdk_date(time.time() - 16 * 60)
    now = sdk_date()
    good = sign(demo.ACME, "GET", host, UNITS, b"", now)
    cases = [
        ({}, "x-auth-token not found"),
        ({"Authorization": good}, "X-Sdk-Date header is missing"),
        ({"Authorization": "Bearer x", "X-Sdk-Date": now}, "unsupported algorithm"),
        ({"Authorization": "SDK-HMAC-SHA256 x", "X-Sdk-Date": now}, "malformed"),
        (
            {"Authorization": sign(demo.ACME, "GET", host, UNITS, b"", old), "X-Sdk-Date": old},
            "more than 15 minutes",
        ),
        ({"X-Auth-Token": "nonsense"}, "decrypt token fail"),
    ]
    for headers, reason in cases:
        answer = requests.get(url, headers={"X-Language": "en_US", **headers}, timeout=30)
        assert (answer.status_code, answer.json()["error_code"]) == (401, "APIG.0301")
        assert reason in answer.json()["error_msg"], answer.text
        assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    right = requests.get(url, headers={"Authorization": good, "X-Sdk-Date": now}, timeout=30)
    assert right.status_code == 200
    assert right.headers["Content-Type"] == "application/json;charset=UTF-8"


def test_errors_speak_the_callers_language(server):
    body = issue_body("1", [demo.ACME.id], "1")
    chinese = raw(server.url, demo.SHANHAI, "POST", COUPONS, body).json()
    english = raw(server.url, demo.SHANHAI, "POST", COUPONS, body, X_Language="en_US").json()
    assert chinese["error_code"] == english["error_code"] == "CBC.99000012"
    assert chinese["error_msg"].startswith("额度不存在或者状态不正确")
    assert english["error_msg"].startswith("Quota missing or in a wrong state")

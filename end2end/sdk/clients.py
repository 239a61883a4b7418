"""The official client, and a raw one for what the SDK would never send."""

import hashlib
import hmac
import json
import time
from datetime import datetime, timezone

import requests
from huaweicloudsdkbss.v2 import BssClient
from huaweicloudsdkcore.auth.credentials import GlobalCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

PATIENCE_S = 20


def patiently(call):
    """What `call` answers; begun again after a 429, before which nothing was done."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return call()
        except ClientRequestException as error:
            if error.status_code != 429 or time.monotonic() > end:
                raise
            time.sleep(0.25)


class Patient:
    """The SDK's client as it is, called again after a 429, as the documents advise."""

    def __init__(self, client: BssClient):
        self.client = client

    def __getattr__(self, operation: str):
        method = getattr(self.client, operation)

        def call(request):
            return patiently(lambda: method(request))

        return call


def sdk(url: str, account, *, secret: str | None = None, domain_id: str | None = None) -> BssClient:
    """The SDK's client of an account; without a domain id unless one is given."""
    credentials = GlobalCredentials(account.access_key, secret or account.secret, domain_id)
    return BssClient.new_builder().with_credentials(credentials).with_endpoint(url).build()


def patient(url: str, account) -> Patient:
    return Patient(sdk(url, account))


def sdk_date(at: float | None = None) -> str:
    moment = datetime.fromtimestamp(at if at is not None else time.time(), timezone.utc)
    return moment.strftime("%Y%m%dT%H%M%SZ")


def sign(account, method: str, host: str, path: str, body: bytes, date: str) -> str:
    """The Authorization header for a request without query that signs host and x-sdk-date."""
    names = "host;x-sdk-date"
    canonical = "\n".join(
        [
            method,
            path.rstrip("/") + "/",
            "",
            f"host:{host}",
            f"x-sdk-date:{date}",
            "",
            names,
            hashlib.sha256(body).hexdigest(),
        ]
    )
    text = f"SDK-HMAC-SHA256\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(account.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"SDK-HMAC-SHA256 Access={account.access_key}, SignedHeaders={names}, Signature={signature}"


def raw(
    url: str, account, method: str, path: str, body: str | bytes = b"", **headers: str
) -> requests.Response:
    """A signed request with exactly this body; `headers` with `_` for `-`."""
    body = body.encode() if isinstance(body, str) else body
    host = url.split("//", 1)[1]
    end = time.monotonic() + PATIENCE_S
    while True:
        date = sdk_date()
        answer = requests.request(
            method,
            url + path,
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Sdk-Date": date,
                "Authorization": sign(account, method, host, path, body, date),
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
            timeout=30,
        )
        if answer.status_code != 429 or time.monotonic() > end:
            return answer
        time.sleep(0.25)


def issue_body(quota_id: str, customers: list[str], face_value: str) -> str:
    """An issue whose amount stands in the JSON exactly as written here."""
    return (
        f'{{"quota_id": {json.dumps(quota_id)}, "customer_ids": {json.dumps(customers)}, '
        f'"face_value": {face_value}}}'
    )

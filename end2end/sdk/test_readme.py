"""The program of the README runs as it stands there."""

import re
import time
from decimal import Decimal
from pathlib import Path

from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

import demo

README = Path(__file__).resolve().parents[2] / "README.md"


def run(program: str) -> dict:
    """What the program leaves behind; begun again after a 429, before which nothing was issued."""
    end = time.monotonic() + 20
    while True:
        names: dict = {}
        try:
            exec(compile(program, str(README), "exec"), names)
            return names
        except ClientRequestException as error:
            if error.status_code != 429 or time.monotonic() > end:
                raise
            time.sleep(0.25)


def test_the_readme_issues_two_coupons(server, balance):
    before = balance()
    program = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[1]
    assert "http://127.0.0.1:3000" in program
    issued = run(program.replace("http://127.0.0.1:3000", server.url))["issued"]
    assert issued.error_details == []
    assert {info.id for info in issued.coupon_infos} == {demo.ACME.id, demo.TANGHU_ID}
    assert balance() == before - Decimal("200.20")

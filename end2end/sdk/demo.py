"""The demo world's fixed ids and keys, as the README names them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """An account that calls the API."""

    id: str
    access_key: str
    secret: str


SHANHAI = Account(
    "0a0000000000000000000000000000a1",
    "HZAKSHANHAI000000001",
    "HZSKdemoShanhai00000000000000000000000001",
)
BEIDOU = Account(
    "0a0000000000000000000000000000a2",
    "HZAKBEIDOU0000000001",
    "HZSKdemoBeidou000000000000000000000000002",
)
ACME = Account(
    "0c0000000000000000000000000000c1",
    "HZAKACME000000000001",
    "HZSKdemoAcme0000000000000000000000000003",
)
TANGHU_ID = "0c0000000000000000000000000000c2"
QINGMU_ID = "0c0000000000000000000000000000c3"
NANSHAN_ID = "0c0000000000000000000000000000c4"

PASSWORD = "Hezong-Demo-2026"

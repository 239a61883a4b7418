"""From quota to wallet and back, with the official SDK."""

from decimal import Decimal

import pytest
from huaweicloudsdkbss.v2 import (
    CreatePartnerCouponsReq,
    CreatePartnerCouponsRequest,
    ListIssuedPartnerCouponsRequest,
    ListMeasureUnitsRequest,
    ListPartnerCouponsRecordRequest,
    ListQuotaCouponsRequest,
    ListSubCustomerCouponsRequest,
    ListSubCustomersRequest,
    QueryCouponQuotasReqExt,
    QuerySubCustomerListReq,
    ReclaimPartnerCouponsReq,
    ReclaimPartnerCouponsRequest,
)
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

import demo


def issue(client, quota_id, customers, face_value, **more):
    body = CreatePartnerCouponsReq(
        quota_id=quota_id, customer_ids=customers, face_value=face_value, **more
    )
    return client.create_partner_coupons(CreatePartnerCouponsRequest(body=body))


def reclaim(client, coupon_id):
    body = ReclaimPartnerCouponsReq(coupon_id=coupon_id)
    return client.reclaim_partner_coupons(ReclaimPartnerCouponsRequest(body=body))


def issued(client, **filters):
    return client.list_issued_partner_coupons(ListIssuedPartnerCouponsRequest(**filters))


def records(client, **filters):
    return client.list_partner_coupons_record(ListPartnerCouponsRecordRequest(**filters))


def wallet(client, **filters):
    return client.list_sub_customer_coupons(ListSubCustomerCouponsRequest(**filters))


def test_quotas_are_listed(shanhai):
    answer = shanhai.list_quota_coupons(ListQuotaCouponsRequest(body=QueryCouponQuotasReqExt()))
    assert answer.total_count >= 4
    statuses = {quota.quota_status for quota in answer.quotas}
    assert {0, 3, 5} <= statuses
    for quota in answer.quotas:
        assert (quota.quota_type, quota.measure_id, quota.currency) == (0, 1, "CNY")
        assert isinstance(quota.balance, Decimal)
    limited = [quota for quota in answer.quotas if quota.quota_value == 20000]
    limits = {limit.limit_key: limit.limit_values for limit in limited[0].limit_infos}
    services = {value.value1 for value in limits["cloudServiceType"]}
    assert services == {"hws.service.type.ec2", "hws.service.type.obs"}
    face = limits["faceValue"][0]
    assert (face.value1, face.value2) == ("50.00", "500.00")
    cash = shanhai.list_quota_coupons(
        ListQuotaCouponsRequest(body=QueryCouponQuotasReqExt(quota_type=1))
    )
    assert [quota.quota_value for quota in cash.quotas] == [50000]


def test_a_coupon_goes_to_the_wallet_and_back(shanhai, acme, annual, balance):
    before = balance()
    answer = issue(shanhai, annual.quota_id, [demo.ACME.id, demo.TANGHU_ID], Decimal("100.10"))
    assert answer.error_details == []
    coupons = {info.id: info.coupon_id for info in answer.coupon_infos}
    assert coupons.keys() == {demo.ACME.id, demo.TANGHU_ID}
    assert balance() == before - Decimal("200.20")

    for customer, coupon in coupons.items():
        row = issued(shanhai, coupon_id=coupon).user_coupons[0]
        assert (row.customer_id, row.status, row.coupon_type) == (customer, 2, 1)
        assert (row.face_value, row.balance) == (Decimal("100.10"), Decimal("100.10"))
        assert (row.is_frozen, row.fetch_method, row.media_type) == ("0", 3, 1)
        record = records(shanhai, coupon_ids=[coupon]).records[0]
        assert (record.operation_type, record.result) == ("1", "0")
        assert (record.quota_id, record.operation_amount) == (annual.quota_id, Decimal("100.10"))

    mine = coupons[demo.ACME.id]
    held = wallet(acme, coupon_id=mine).user_coupons[0]
    assert (held.status, held.customer_id, held.source_id) == (2, demo.ACME.id, demo.SHANHAI.id)
    assert (Decimal(str(held.face_value)), held.coupon_version) == (Decimal("100.10"), 2)
    assert wallet(acme, coupon_id=coupons[demo.TANGHU_ID]).count == 0

    assert reclaim(shanhai, mine).status_code == 204
    assert wallet(acme, coupon_id=mine).count == 0
    row = issued(shanhai, coupon_id=mine).user_coupons[0]
    assert (row.status, row.balance) == (5, 0)
    assert balance() == before - Decimal("100.10")
    back = records(shanhai, coupon_ids=[mine], operation_types=["2"]).records[0]
    assert back.operation_amount == Decimal("100.10")

    with pytest.raises(ClientRequestException) as again:
        reclaim(shanhai, mine)
    assert again.value.status_code == 400
    assert again.value.error_code == "CBC.99000048"
    assert balance() == before - Decimal("100.10")


def test_a_mixed_batch_issues_the_good_ones(shanhai, annual, balance):
    before = balance()
    nobody = "f" * 32
    customers = [demo.ACME.id, demo.QINGMU_ID, demo.NANSHAN_ID, nobody, "tanghu"]
    answer = issue(shanhai, annual.quota_id, customers, Decimal("1"), memo="混合")
    assert [info.id for info in answer.coupon_infos] == [demo.ACME.id]
    assert {detail.id: detail.error_code for detail in answer.error_details} == {
        demo.QINGMU_ID: "CBC.99000014",
        demo.NANSHAN_ID: "CBC.99000035",
        nobody: "CBC.99000035",
        "tanghu": "CBC.99000035",
    }
    assert all(detail.error_msg for detail in answer.error_details)
    assert balance() == before - 1


def test_a_quota_pays_for_as_many_as_it_can(shanhai, balance, annual):
    # The limited quota has 20,000 less what the demo issued, at most 500 per coupon; the small
    # one that is about to end is emptied by the second customer.
    body = QueryCouponQuotasReqExt(quota_status_list=[0], limit=100)
    found = shanhai.list_quota_coupons(ListQuotaCouponsRequest(body=body)).quotas
    small = min(
        (quota for quota in found if quota.quota_id != annual.quota_id and quota.quota_value == 5000),
        key=lambda quota: quota.balance,
    )
    face = small.balance - 1
    answer = issue(shanhai, small.quota_id, [demo.ACME.id, demo.TANGHU_ID], face)
    assert [info.id for info in answer.coupon_infos] == [demo.ACME.id]
    assert [detail.error_code for detail in answer.error_details] == ["CBC.99000013"]
    assert reclaim(shanhai, answer.coupon_infos[0].coupon_id).status_code == 204


def test_customers_are_listed(shanhai):
    answer = shanhai.list_sub_customers(ListSubCustomersRequest(body=QuerySubCustomerListReq()))
    assert answer.count == 3
    types = {info.customer_id: info.association_type for info in answer.customer_infos}
    assert types == {demo.ACME.id: "2", demo.TANGHU_ID: "2", demo.QINGMU_ID: "1"}
    one = shanhai.list_sub_customers(
        ListSubCustomersRequest(body=QuerySubCustomerListReq(account_name="angh"))
    )
    assert [info.account_name for info in one.customer_infos] == ["tanghu"]


def test_units_are_named_in_the_callers_language(shanhai, acme):
    for client in (shanhai, acme):
        for language, name in ((None, "元"), ("zh_CN", "元"), ("en_US", "CNY")):
            answer = client.list_measure_units(ListMeasureUnitsRequest(x_language=language))
            units = {unit.measure_id: unit.measure_name for unit in answer.measure_units}
            assert units[1] == name


def test_a_partner_sees_nothing_of_another(shanhai, beidou, annual):
    mine = issued(shanhai, limit=1).user_coupons[0]
    body = QueryCouponQuotasReqExt(quota_ids=[annual.quota_id])
    assert beidou.list_quota_coupons(ListQuotaCouponsRequest(body=body)).total_count == 0
    assert issued(beidou, coupon_id=mine.coupon_id).total_count == 0
    assert issued(beidou, customer_id=demo.ACME.id).total_count == 0
    assert records(beidou, customer_id=demo.ACME.id).total_count == 0
    customers = beidou.list_sub_customers(ListSubCustomersRequest(body=QuerySubCustomerListReq()))
    assert [info.customer_id for info in customers.customer_infos] == [demo.NANSHAN_ID]
    with pytest.raises(ClientRequestException) as refused:
        reclaim(beidou, mine.coupon_id)
    assert refused.value.error_code == "CBC.0100"
    with pytest.raises(ClientRequestException) as refused:
        issue(beidou, annual.quota_id, [demo.NANSHAN_ID], 1)
    assert refused.value.error_code == "CBC.99000012"

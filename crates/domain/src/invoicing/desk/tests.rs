use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn terms(gross: i64) -> InvoiceTerms {
    InvoiceTerms {
        request_id: PaymentRequestId::new("p1"),
        approved_on: day("2026-10-12"),
        seller: "91350100M000100Y43".to_owned(),
        buyer: "BUYER0000000000001".to_owned(),
        currency: "CNY".to_owned(),
        rate_ppm: 60_000,
        gross: Fen::new(gross),
    }
}

fn number(last: u64) -> InvoiceNumber {
    InvoiceNumber::parse(&format!("2633{last:016}"), "").unwrap()
}

fn invoice(last: u64, gross: i64) -> Invoice {
    let terms = terms(gross);
    let split = TaxSplit::of_gross(Fen::new(gross), terms.rate_ppm).unwrap();
    Invoice {
        number: number(last),
        kind: InvoiceKind::Special,
        issued_on: day("2026-10-14"),
        seller: terms.seller,
        buyer: terms.buyer,
        currency: terms.currency,
        rate_ppm: terms.rate_ppm,
        net: split.net,
        tax: split.tax,
        gross: split.gross,
    }
}

fn verdict(invoices: &[Invoice], gross: i64, used: &[UsedNumber]) -> DeskVerdict {
    let verdict = evaluate_invoices(&terms(gross), invoices, used, day("2026-10-15"));
    let cured = verdict.invoices.iter().flatten().all(|c| c.passed == (c.cure == Cure::Nothing));
    assert!(cured);
    verdict
}

#[test]
fn every_check_of_an_invoice_fails_for_its_own_reason() {
    use InvoiceCheck as K;
    let with = |change: fn(&mut Invoice)| {
        let mut invoice = invoice(7, 3_180_000);
        change(&mut invoice);
        invoice
    };
    for (invoice, expected) in [
        (with(|_| {}), vec![]),
        (with(|i| i.kind = InvoiceKind::Ordinary), vec![(K::Kind, "kind")]),
        (with(|i| i.issued_on = day("2026-10-12")), vec![]),
        (with(|i| i.issued_on = day("2026-10-11")), vec![(K::Date, "issued_on")]),
        (with(|i| i.issued_on = day("2026-10-16")), vec![(K::Date, "issued_on")]),
        (
            with(|i| i.issued_on = day("2025-10-14")),
            vec![(K::NumberYear, "number"), (K::Date, "issued_on")],
        ),
        (with(|i| i.seller = "other".to_owned()), vec![(K::Seller, "seller")]),
        (with(|i| i.seller = " 91350100m000100y43 ".to_owned()), vec![]),
        (with(|i| i.buyer = String::new()), vec![(K::Buyer, "buyer")]),
        (with(|i| i.currency = "USD".to_owned()), vec![(K::Currency, "currency")]),
        (with(|i| i.rate_ppm = 130_000), vec![(K::Rate, "rate")]),
        (with(|i| i.tax = Fen::new(i.tax.get() + 1)), vec![(K::Sum, "gross")]),
        (with(|i| i.tax = Fen::new(i.tax.get() + 2)), vec![(K::Sum, "gross"), (K::Tax, "tax")]),
        // One fen moved between net and tax is rounding, two are not.
        (with(|i| (i.net, i.tax) = (Fen::new(i.net.get() - 1), Fen::new(i.tax.get() + 1))), vec![]),
        (
            with(|i| (i.net, i.tax) = (Fen::new(i.net.get() - 2), Fen::new(i.tax.get() + 2))),
            vec![(K::Tax, "tax")],
        ),
    ] {
        let found = verdict(std::slice::from_ref(&invoice), 3_180_000, &[]);
        let failed: Vec<_> = found.invoices[0]
            .iter()
            .filter(|check| !check.passed)
            .map(|check| (check.key, check.cure.clone()))
            .collect();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(key, field)| (key, Cure::Correct { field: format!("invoices.0.{field}") }))
            .collect();
        assert_eq!(failed, expected, "{invoice:?}");
    }
}

#[test]
fn numbers_are_used_once() {
    let two = [invoice(7, 1_000_000), invoice(7, 2_180_000)];
    let found = verdict(&two, 3_180_000, &[]);
    assert_eq!(found.failures(), ["invoice_check.not_twice"]);
    for (request_id, cure) in [
        (Some(PaymentRequestId::new("p0")), Cure::SeeOther { id: "p0".to_owned() }),
        (None, Cure::Correct { field: "invoices.0.number".to_owned() }),
    ] {
        let used = [UsedNumber { number: number(7), request_id }];
        let found = verdict(&[invoice(7, 3_180_000)], 3_180_000, &used);
        let check = found.invoices[0].iter().find(|check| !check.passed).unwrap();
        assert_eq!((check.key, &check.cure), (InvoiceCheck::NotUsed, &cure));
    }
    // The same number with a code is another invoice.
    let mut paper = invoice(8, 1_000_000);
    paper.number = InvoiceNumber::parse("12345678", "3300214130").unwrap();
    let mut other = invoice(9, 2_180_000);
    other.number = InvoiceNumber::parse("12345678", "3300214131").unwrap();
    assert!(verdict(&[paper, other], 3_180_000, &[]).is_clear());
}

#[test]
fn several_invoices_make_the_amount_of_the_request() {
    for (parts, gross, failures) in [
        (&[3_180_000][..], 3_180_000, &[][..]),
        (&[1_000_000, 2_180_000], 3_180_000, &[]),
        (&[1_000_000, 1_000_000, 1_180_000], 3_180_000, &[]),
        (&[3_179_999], 3_180_000, &["request_check.total"]),
        (&[1_000_000], 3_180_000, &["request_check.total", "request_check.total_tax"]),
        (
            &[],
            3_180_000,
            &["request_check.at_least_one", "request_check.total", "request_check.total_tax"],
        ),
    ] {
        let invoices: Vec<Invoice> =
            (1..).zip(parts).map(|(last, gross)| invoice(last, *gross)).collect();
        assert_eq!(verdict(&invoices, gross, &[]).failures(), failures, "{parts:?}");
    }
}

proptest! {
    #[test]
    fn any_honest_split_of_a_request_is_clear(parts in prop::collection::vec(1_000i64..9_000_000, 1..12)) {
        let invoices: Vec<Invoice> =
            (1..).zip(&parts).map(|(last, gross)| invoice(last, *gross)).collect();
        prop_assert!(verdict(&invoices, parts.iter().sum(), &[]).is_clear());
    }
}

use proptest::prelude::*;

use super::*;
use crate::decimal::AMOUNT_RANGE_FEN;

const ANY_LENGTH: Length = Length::up_to(64);

fn query(raw: &str) -> Query {
    Query::parse(raw).unwrap()
}

fn body(json: &str) -> Body {
    Body::parse(json.as_bytes()).unwrap()
}

fn bad<T>(field: &str, problem: Problem) -> Result<T, BadParam> {
    Err(BadParam::new(field, problem))
}

#[test]
fn query_values_are_decoded() {
    let read = |raw: &str| query(raw).text("k", Rules::QUERY, ANY_LENGTH);
    assert_eq!(read("k=c%201%2F%E4%B8%AD"), Ok(Filter::Is("c 1/中".to_owned())));
    assert_eq!(read("k=a+b"), Ok(Filter::Is("a+b".to_owned())));
    assert_eq!(read("k=a=b"), Ok(Filter::Is("a=b".to_owned())));
    assert_eq!(read("%6b=1&&j=2"), Ok(Filter::Is("1".to_owned())));
}

#[test]
fn broken_escapes_and_bytes_are_refused() {
    for raw in ["k=%", "k=%4", "k=%zz", "k=%+1", "k=%ff", "k=%E4%B8"] {
        assert_eq!(Query::parse(raw), bad("k", Problem::BadEncoding), "{raw}");
    }
    assert_eq!(Query::parse("%=1"), bad("query", Problem::BadEncoding));
}

#[test]
fn special_forms_of_a_query_value_follow_the_rules() {
    let forms = |rules: Rules| {
        ["", "k=", "k=null", "k=%22%22"].map(|raw| query(raw).text("k", rules, ANY_LENGTH))
    };
    let is = |text: &str| Ok(Filter::Is(text.to_owned()));
    assert_eq!(forms(Rules::QUERY), [Ok(Filter::Any), Ok(Filter::Any), is("null"), is("\"\"")]);
    assert_eq!(
        forms(Rules::QUERY.null(Act::Filter).empty(Act::Reject)),
        [Ok(Filter::Any), Ok(Filter::Any), Ok(Filter::Nothing), bad("k", Problem::Empty)]
    );
    assert_eq!(
        forms(Rules::QUERY.null(Act::NoFilter).empty(Act::Filter).blank(Act::Reject)),
        [Ok(Filter::Any), bad("k", Problem::Empty), Ok(Filter::Any), Ok(Filter::Nothing)]
    );
    assert_eq!(
        forms(Rules::REQUIRED),
        [
            bad("k", Problem::Missing),
            bad("k", Problem::Empty),
            bad("k", Problem::Null),
            bad("k", Problem::Empty)
        ]
    );
}

#[test]
fn a_single_value_must_not_be_repeated() {
    let twice = query("k=1&k=1");
    assert_eq!(twice.text("k", Rules::QUERY, ANY_LENGTH), bad("k", Problem::Repeated));
    assert_eq!(twice.int("k", Rules::QUERY, &(0..=9)), bad("k", Problem::Repeated));
    assert_eq!(twice.time("k", Rules::QUERY), bad("k", Problem::Repeated));
}

#[test]
fn integers_have_form_and_range() {
    let read = |raw: &str| query(raw).int("k", Rules::QUERY, &(-1..=4));
    assert_eq!(read("k=4"), Ok(Filter::Is(4)));
    assert_eq!(read("k=-1"), Ok(Filter::Is(-1)));
    assert_eq!(read("k="), Ok(Filter::Any));
    for raw in ["k=5", "k=-2", "k=99999999999999999999"] {
        assert_eq!(read(raw), bad("k", Problem::Range { min: -1, max: 4 }), "{raw}");
    }
    for raw in ["k=1.0", "k=1e0", "k=+1", "k=-", "k=%201", "k=null", "k=x", "k=%EF%BC%91"] {
        assert_eq!(read(raw), bad("k", Problem::NotInteger), "{raw}");
    }
}

#[test]
fn times_are_strict() {
    let read = |raw: &str| query(raw).time("k", Rules::QUERY);
    assert_eq!(read("k=1970-01-01T00%3A00%3A01Z"), Ok(Filter::Is(1_000)));
    assert_eq!(read("k=1970-01-01"), bad("k", Problem::NotTime));
}

#[test]
fn repeated_keys_make_a_list() {
    let rules = Rules::QUERY.null(Act::Filter).empty(Act::Filter);
    let read = |raw: &str| query(raw).texts("k", rules, 3, ANY_LENGTH);
    let is = |items: &[&str]| Ok(Filter::Is(items.iter().map(|&item| item.to_owned()).collect()));
    assert_eq!(read("k=b&j=1&k=a"), is(&["b", "a"]));
    assert_eq!(read("k=a"), is(&["a"]));
    assert_eq!(read("k=a&k="), is(&["a"]));
    assert_eq!(read(""), Ok(Filter::Any));
    assert_eq!(read("k=&k="), Ok(Filter::Any));
    assert_eq!(read("k=null"), Ok(Filter::Nothing));
    assert_eq!(read("k=[]"), Ok(Filter::Nothing));
    assert_eq!(read("k=1&k=2&k=3&k=4"), bad("k", Problem::TooManyItems { max: 3 }));
    assert_eq!(read("k=1&k=%00"), bad("k", Problem::ControlCharacter));
    let required = query("").texts("k", Rules::REQUIRED, 3, ANY_LENGTH);
    assert_eq!(required, bad("k", Problem::Missing));
}

#[test]
fn pages_have_defaults_and_limits() {
    let read = |raw: &str| query(raw).page(Rules::QUERY, 100, 50);
    assert_eq!(read(""), Ok(Page { offset: 0, limit: 10 }));
    assert_eq!(read("offset=&limit="), Ok(Page { offset: 0, limit: 10 }));
    assert_eq!(read("offset=100&limit=50"), Ok(Page { offset: 100, limit: 50 }));
    assert_eq!(read("limit=0"), bad("limit", Problem::Range { min: 1, max: 50 }));
    assert_eq!(read("offset=-1"), bad("offset", Problem::Range { min: 0, max: 100 }));
    let body = body(r#"{"offset": 3, "limit": null}"#);
    assert_eq!(body.page(Rules::BODY, 100, 50), Ok(Page { offset: 3, limit: 10 }));
}

#[test]
fn texts_have_length_in_characters_and_no_control_characters() {
    let read = |raw: &str| query(raw).text("k", Rules::QUERY, Length::between(2, 3));
    assert_eq!(read("k=%E4%B8%AD%E4%B8%AD%E4%B8%AD"), Ok(Filter::Is("中中中".to_owned())));
    let length = Problem::Length { min: 2, max: 3 };
    assert_eq!(read("k=a"), bad("k", length.clone()));
    assert_eq!(read("k=aaaa"), bad("k", length));
    assert_eq!(read("k=a%00"), bad("k", Problem::ControlCharacter));
    assert_eq!(read("k=a%0A"), Ok(Filter::Is("a\n".to_owned())));
}

#[test]
fn a_body_must_be_an_object_without_repeated_fields() {
    let parse = |bytes: &[u8]| Body::parse(bytes).map(|_| ());
    assert_eq!(parse(b"{}"), Ok(()));
    assert_eq!(parse(b""), bad("body", Problem::Missing));
    assert_eq!(parse(b" \r\n"), bad("body", Problem::Missing));
    for json in ["[]", "1", "null", "\"{}\""] {
        assert_eq!(parse(json.as_bytes()), bad("body", Problem::BodyNotObject), "{json}");
    }
    for json in ["{", "{}x", "{\"a\":}", "{\"a\":1,}", "{'a':1}", "{\"a\":NaN}", "\u{feff}{}"] {
        assert_eq!(parse(json.as_bytes()), bad("body", Problem::BodyNotJson), "{json}");
    }
    assert_eq!(parse(b"{\"a\":\"\xff\"}"), bad("body", Problem::BodyNotJson));
    assert_eq!(parse(br#"{"a":1,"\u0061":2}"#), bad("a", Problem::Repeated));
    assert_eq!(
        parse(format!("{{\"a\":{}", "[".repeat(100_000)).as_bytes()),
        bad("body", Problem::BodyNotJson)
    );
}

#[test]
fn special_forms_of_a_json_value_follow_the_rules() {
    let forms = |rules: Rules| {
        ["{}", r#"{"k":null}"#, r#"{"k":""}"#].map(|json| body(json).text("k", rules, ANY_LENGTH))
    };
    let empty = Ok(Filter::Is(String::new()));
    assert_eq!(forms(Rules::BODY), [Ok(Filter::Any), Ok(Filter::Any), empty]);
    assert_eq!(
        forms(Rules::BODY.empty(Act::Reject)),
        [Ok(Filter::Any), Ok(Filter::Any), bad("k", Problem::Empty)]
    );
    assert_eq!(
        forms(Rules::REQUIRED),
        [bad("k", Problem::Missing), bad("k", Problem::Null), bad("k", Problem::Empty)]
    );
    let lists = ["[]", "[ ]"].map(|list| {
        body(&format!("{{\"k\":{list}}}")).texts(
            "k",
            Rules::BODY.empty(Act::NoFilter),
            1,
            ANY_LENGTH,
        )
    });
    assert_eq!(lists, [Ok(Filter::Any), Ok(Filter::Any)]);
}

#[test]
fn json_values_have_their_types() {
    let text = |json: &str| body(json).text("k", Rules::BODY, ANY_LENGTH);
    assert_eq!(text(r#"{"k":"\u6d4b"}"#), Ok(Filter::Is("测".to_owned())));
    for json in
        [r#"{"k":1}"#, r#"{"k":["a"]}"#, r#"{"k":{}}"#, r#"{"k":true}"#, r#"{"k":"\ud800"}"#]
    {
        assert_eq!(text(json), bad("k", Problem::NotText), "{json}");
    }
    let int = |json: &str| body(json).int("k", Rules::BODY, &(0..=9));
    assert_eq!(int(r#"{"k":9}"#), Ok(Filter::Is(9)));
    assert_eq!(int(r#"{"k":"9"}"#), Ok(Filter::Is(9)));
    for json in [r#"{"k":9.0}"#, r#"{"k":""}"#, r#"{"k":[]}"#, r#"{"k":true}"#, r#"{"k":1e0}"#] {
        assert_eq!(int(json), bad("k", Problem::NotInteger), "{json}");
    }
    assert_eq!(int(r#"{"k":1e400}"#), bad("k", Problem::NotInteger));
    assert_eq!(int(r#"{"k":10}"#), bad("k", Problem::Range { min: 0, max: 9 }));

    let texts = |json: &str| body(json).required_texts("k", 2, Length::between(1, 2));
    assert_eq!(texts(r#"{"k":["a","bb"]}"#), Ok(vec!["a".to_owned(), "bb".to_owned()]));
    assert_eq!(texts(r#"{"k":[]}"#), bad("k", Problem::NoItems));
    assert_eq!(texts("{}"), bad("k", Problem::Missing));
    assert_eq!(texts(r#"{"k":"a"}"#), bad("k", Problem::NotList));
    assert_eq!(texts(r#"{"k":["a","b","c"]}"#), bad("k", Problem::TooManyItems { max: 2 }));
    assert_eq!(texts(r#"{"k":["a",null]}"#), bad("k", Problem::NotText));
    assert_eq!(texts(r#"{"k":[""]}"#), bad("k", Problem::Length { min: 1, max: 2 }));

    let ints = |json: &str| body(json).ints("k", Rules::BODY, 2, &(0..=9));
    assert_eq!(ints(r#"{"k":[0, "9"]}"#), Ok(Filter::Is(vec![0, 9])));
    assert_eq!(ints(r#"{"k":[0,10]}"#), bad("k", Problem::Range { min: 0, max: 9 }));
}

#[test]
fn amounts_are_exact() {
    let read = |json: &str| body(json).required_fen("k", &AMOUNT_RANGE_FEN);
    assert_eq!(read(r#"{"k": 100.10}"#), Ok(10_010));
    assert_eq!(read(r#"{"k": "100.10"}"#), Ok(10_010));
    assert_eq!(read(r#"{"k": 1e400}"#).unwrap_err().field, "k");
    assert_eq!(read(r#"{"k": "12,3"}"#), bad("k", Problem::Amount(AmountError::NotANumber)));
    assert_eq!(read("{}"), bad("k", Problem::Missing));
    assert_eq!(read(r#"{"k": null}"#), bad("k", Problem::Null));
    assert_eq!(read(r#"{"k": ""}"#), bad("k", Problem::Empty));
}

proptest! {
    #[test]
    fn any_query_is_read_without_panic(raw in ".{0,40}") {
        if let Ok(query) = Query::parse(&raw) {
            let _ = query.texts("k", Rules::QUERY, 3, ANY_LENGTH);
            let _ = query.page(Rules::QUERY, 100, 100);
        }
    }

    #[test]
    fn any_body_is_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), value in ".{0,20}") {
        let _ = Body::parse(&bytes);
        if let Ok(body) = Body::parse(format!("{{\"k\":{value}}}").as_bytes()) {
            let _ = body.texts("k", Rules::BODY, 3, ANY_LENGTH);
            let _ = body.required_fen("k", &AMOUNT_RANGE_FEN);
            let _ = body.time("k", Rules::BODY);
        }
    }
}

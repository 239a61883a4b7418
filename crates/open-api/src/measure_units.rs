//! The measure units of the API and `list_measure_units` (open-api §8).
//!
//! The original documents the ids 0, 1, 10, 11, 14, 15 and 17, which never change here; 4 is what
//! price requests use for hours. The other ids are our own and must not change either once they
//! have been served. Types are those of open-api §6.

use axum::response::Response;
use serde::Serialize;

use crate::call::Call;
use crate::error::Failure;
use crate::text::{self, Language};

/// Id of 元, the unit of every amount.
pub const YUAN: i32 = 1;

/// A unit without its name, which depends on the language.
struct Unit {
    measure_id: i32,
    abbreviation: &'static str,
    measure_type: i32,
}

const MONEY: i32 = 1;
const TIME: i32 = 2;
const TRAFFIC: i32 = 3;
const COUNT: i32 = 4;
const CAPACITY: i32 = 7;
const ROWS: i32 = 9;
const PERIOD: i32 = 10;
const CAPACITY_BY_TIME: i32 = 15;
const BANDWIDTH: i32 = 16;
const QUERY_RATE: i32 = 18;
const CORES_BY_TIME: i32 = 27;
const THOUSAND_TOKENS: i32 = 41;

const UNITS: [Unit; 30] = [
    unit(0, "d", TIME),
    unit(YUAN, "Y", MONEY),
    unit(2, "J", MONEY),
    unit(3, "F", MONEY),
    unit(4, "h", TIME),
    unit(5, "min", TIME),
    unit(6, "s", TIME),
    unit(7, "EB", TRAFFIC),
    unit(8, "PB", TRAFFIC),
    unit(9, "TB", TRAFFIC),
    unit(10, "GB", TRAFFIC),
    unit(11, "MB", TRAFFIC),
    unit(12, "KB", TRAFFIC),
    unit(13, "B", TRAFFIC),
    unit(14, "count", COUNT),
    unit(15, "Mbps", BANDWIDTH),
    unit(16, "Kbps", BANDWIDTH),
    unit(17, "GB", CAPACITY),
    unit(18, "MB", CAPACITY),
    unit(19, "TB", CAPACITY),
    unit(20, "Gbps", BANDWIDTH),
    unit(21, "wk", PERIOD),
    unit(22, "mo", PERIOD),
    unit(23, "yr", PERIOD),
    unit(24, "row", ROWS),
    unit(25, "1K count", COUNT),
    unit(26, "GB*h", CAPACITY_BY_TIME),
    unit(27, "core*h", CORES_BY_TIME),
    unit(28, "QPS", QUERY_RATE),
    unit(29, "1K Tokens", THOUSAND_TOKENS),
];

const fn unit(measure_id: i32, abbreviation: &'static str, measure_type: i32) -> Unit {
    Unit { measure_id, abbreviation, measure_type }
}

/// Answer of `list_measure_units`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListMeasureUnitsResponse {
    /// All units, by id.
    pub measure_units: Vec<MeasureUnit>,
}

/// One unit, named in the caller's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeasureUnit {
    /// Id, as in every `measure_id` of the API.
    pub measure_id: i32,
    /// Name in the caller's language.
    pub measure_name: &'static str,
    /// Abbreviation, the same in all languages.
    pub abbreviation: &'static str,
    /// What is measured (open-api §6).
    pub measure_type: i32,
}

/// `GET /v2/bases/measurements`: for every partner and customer, no permission item.
pub(crate) async fn handle(call: Call) -> Result<Response, Failure> {
    std::future::ready(Ok(call.ok(&list(call.language)))).await
}

/// The units as `list_measure_units` answers them.
pub fn list(language: Language) -> ListMeasureUnitsResponse {
    let named = |unit: &Unit| MeasureUnit {
        measure_id: unit.measure_id,
        measure_name: text::measure_unit(language, unit.measure_id).unwrap_or(unit.abbreviation),
        abbreviation: unit.abbreviation,
        measure_type: unit.measure_type,
    };
    ListMeasureUnitsResponse { measure_units: UNITS.iter().map(named).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_units_are_as_documented() {
        let zh = list(Language::ZhCn).measure_units;
        let en = list(Language::EnUs).measure_units;
        for (id, zh_name, en_name, abbreviation, measure_type) in [
            (0, "天", "Day", "d", 2),
            (1, "元", "CNY", "Y", 1),
            (10, "GB", "GB", "GB", 3),
            (11, "MB", "MB", "MB", 3),
            (14, "个(次)", "Count", "count", 4),
            (15, "Mbps", "Mbps", "Mbps", 16),
            (17, "GB(容量)", "GB (capacity)", "GB", 7),
        ] {
            let find = |units: &[MeasureUnit]| {
                units.iter().find(|unit| unit.measure_id == id).cloned().unwrap()
            };
            let unit = |measure_name| MeasureUnit {
                measure_id: id,
                measure_name,
                abbreviation,
                measure_type,
            };
            assert_eq!(find(&zh), unit(zh_name));
            assert_eq!(find(&en), unit(en_name));
        }
    }

    #[test]
    fn ids_are_the_positions_and_every_unit_is_named() {
        for (position, unit) in UNITS.iter().enumerate() {
            assert_eq!(usize::try_from(unit.measure_id), Ok(position));
            for language in Language::ALL {
                assert!(text::measure_unit(*language, unit.measure_id).is_some());
            }
        }
        for language in Language::ALL {
            assert_eq!(text::measure_unit(*language, 30), None);
        }
    }

    #[test]
    fn goes_over_the_wire_as_the_sdk_reads_it() {
        let json = serde_json::to_string(&list(Language::ZhCn)).unwrap();
        assert!(json.starts_with(
            r#"{"measure_units":[{"measure_id":0,"measure_name":"天","abbreviation":"d","measure_type":2},"#
        ));
    }
}

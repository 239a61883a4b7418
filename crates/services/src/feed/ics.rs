//! Calendars as programs read them: RFC 5545, written with its line ends, escapes and folded lines.

use hezong_domain::{Day, Timestamp};

/// Longest line in octets, its end not counted (RFC 5545 §3.1).
const LINE_MAX: usize = 75;
/// How often calendars should ask again (RFC 7986 §5.7); the older name of the same beside it.
const REFRESH: &str = "PT1H";
/// When alarms of a day ring, in hours of the reader's day.
const ALARM_HOUR: i64 = 9;

/// A deadline.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The same at every read.
    pub(super) uid: String,
    /// Rises with every change.
    pub(super) sequence: i64,
    /// When it changed last.
    pub(super) changed_at: Timestamp,
    /// The last day; an event of all day.
    pub(super) day: Day,
    pub(super) summary: String,
    /// Lines ended by `\n`.
    pub(super) description: String,
    /// Where it is done.
    pub(super) url: String,
    pub(super) alarms: Vec<Alarm>,
}

/// A reminder on the morning of a day.
#[derive(Debug, Clone)]
pub(super) struct Alarm {
    /// Days before the last day.
    pub(super) days_before: i64,
    pub(super) words: String,
}

/// A calendar as text.
pub(super) fn calendar(name: &str, now: Timestamp, entries: &[Entry]) -> String {
    let mut out = Writer::default();
    out.value("BEGIN", "VCALENDAR");
    out.value("VERSION", "2.0");
    out.value("PRODID", "-//Hezong//Deadlines//EN");
    out.value("CALSCALE", "GREGORIAN");
    out.value("METHOD", "PUBLISH");
    out.text("NAME", name);
    out.text("X-WR-CALNAME", name);
    out.value("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    out.value("X-PUBLISHED-TTL", REFRESH);
    for entry in entries {
        event(&mut out, now, entry);
    }
    out.value("END", "VCALENDAR");
    out.0
}

fn event(out: &mut Writer, now: Timestamp, entry: &Entry) {
    out.value("BEGIN", "VEVENT");
    out.text("UID", &entry.uid);
    out.value("DTSTAMP", &instant(now));
    out.value("LAST-MODIFIED", &instant(entry.changed_at));
    out.value("SEQUENCE", &entry.sequence.to_string());
    out.value("DTSTART;VALUE=DATE", &date(entry.day));
    out.value("DTEND;VALUE=DATE", &date(entry.day.plus(1)));
    out.text("SUMMARY", &entry.summary);
    out.text("DESCRIPTION", &entry.description);
    out.value("URL", &entry.url);
    out.value("TRANSP", "TRANSPARENT");
    for alarm in &entry.alarms {
        out.value("BEGIN", "VALARM");
        out.value("ACTION", "DISPLAY");
        out.text("DESCRIPTION", &alarm.words);
        out.value("TRIGGER", &trigger(alarm.days_before));
        out.value("END", "VALARM");
    }
    out.value("END", "VEVENT");
}

/// `20261130`.
fn date(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// `20261122T013000Z`.
fn instant(at: Timestamp) -> String {
    let c = at.utc();
    format!("{:04}{:02}{:02}T{:02}{:02}{:02}Z", c.year, c.month, c.day, c.hour, c.minute, c.second)
}

/// The morning so many days before the day an event begins with.
fn trigger(days_before: i64) -> String {
    match days_before {
        ..=0 => format!("PT{ALARM_HOUR}H"),
        1 => format!("-PT{}H", 24 - ALARM_HOUR),
        days => format!("-P{}DT{}H", days - 1, 24 - ALARM_HOUR),
    }
}

/// Lines of a calendar.
#[derive(Default)]
struct Writer(String);

impl Writer {
    /// A property whose value stands as it is; what would end its line is left out.
    fn value(&mut self, name: &str, value: &str) {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        self.folded(&format!("{name}:{value}"));
    }

    /// A property that is text.
    fn text(&mut self, name: &str, text: &str) {
        self.folded(&format!("{name}:{}", escaped(text)));
    }

    /// A line, folded where it is longer than lines may be. Characters are never cut in two.
    fn folded(&mut self, line: &str) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LINE_MAX {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text with what means something to calendars made plain (§3.3.11). Control characters go.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a calendar reads: lines put together again, escapes undone.
    fn unfolded(ics: &str) -> Vec<String> {
        let whole = ics.replace("\r\n ", "");
        whole.split_terminator("\r\n").map(str::to_owned).collect()
    }

    fn unescaped(text: &str) -> String {
        let (mut out, mut chars) = (String::new(), text.chars());
        while let Some(c) = chars.next() {
            match (c, c == '\\') {
                (_, true) => match chars.next() {
                    Some('n') => out.push('\n'),
                    other => out.extend(other),
                },
                (c, _) => out.push(c),
            }
        }
        out
    }

    #[test]
    fn alarms_ring_in_the_morning() {
        for (days, wanted) in [(0, "PT9H"), (1, "-PT15H"), (2, "-P1DT15H"), (7, "-P6DT15H")] {
            assert_eq!(trigger(days), wanted);
        }
    }

    #[test]
    fn a_calendar_reads_as_it_was_agreed() {
        let entry = Entry {
            uid: "CL261122AB.partner@hezong".to_owned(),
            sequence: 3,
            changed_at: Timestamp::from_ms(1_795_311_000_000),
            day: Day::parse("2026-12-31").expect("a day"),
            summary: "Claim: Solution, September; 1".to_owned(),
            description: "State: open\nLast day: 2026-12-31".to_owned(),
            url: "https://portal.example.com/partner/cases/CL261122AB".to_owned(),
            alarms: vec![Alarm { days_before: 7, words: "5 working days left".to_owned() }],
        };
        let now = Timestamp::from_ms(1_795_311_000_000);
        let wanted = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Hezong//Deadlines//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "NAME:Hezong",
            "X-WR-CALNAME:Hezong",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
            "BEGIN:VEVENT",
            "UID:CL261122AB.partner@hezong",
            "DTSTAMP:20261122T013000Z",
            "LAST-MODIFIED:20261122T013000Z",
            "SEQUENCE:3",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "SUMMARY:Claim: Solution\\, September\\; 1",
            "DESCRIPTION:State: open\\nLast day: 2026-12-31",
            "URL:https://portal.example.com/partner/cases/CL261122AB",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:5 working days left",
            "TRIGGER:-P6DT15H",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(calendar("Hezong", now, &[entry]), wanted.join("\r\n"));
    }

    #[test]
    fn an_address_cannot_begin_another_line() {
        let mut out = Writer::default();
        out.value("URL", "https://a\r\nATTENDEE:mailto:b");
        assert_eq!(out.0, "URL:https://aATTENDEE:mailto:b\r\n");
    }

    proptest! {
        #[test]
        fn folding_loses_nothing_and_keeps_lines_short(text in "\\PC{0,300}|[a-z世界é,;\\\\\n\r🎉]{0,300}") {
            let mut out = Writer::default();
            out.text("DESCRIPTION", &text);
            for line in out.0.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE_MAX, "{} octets: {line}", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            prop_assert!(out.0.ends_with("\r\n"));
            let lines = unfolded(&out.0);
            prop_assert_eq!(lines.len(), 1);
            let value = lines[0].strip_prefix("DESCRIPTION:").unwrap_or_default();
            let kept: String =
                text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            prop_assert_eq!(unescaped(value), kept);
        }
    }
}

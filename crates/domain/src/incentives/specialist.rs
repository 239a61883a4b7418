//! "What is missing for this month?": every check a person goes through for a month's claim, with what
//! is required, what is there, and what would make it pass (incentives-invoices §1.3, §1.4, §1.7).
//!
//! Everything is measured on the last day of the month (ours, from the documented cut-off "update before
//! the end of each month", F16): a certificate that ends in mid-month does not count, one that begins
//! in mid-month does.

use serde::{Deserialize, Serialize};

use super::policy::{Need, Scheme, Terms};
use crate::accounts::text_enum;
use crate::benefits::{Check, Cure, Fact};
use crate::members::{AssessmentState, Certificate, LinkState, Specialist};
use crate::time::{Day, Month};

text_enum! {
    /// What is checked for a person and a month.
    PersonCheck {
        /// Is a specialist (documented, a hard precondition §6.4).
        Specialist = "specialist",
        /// Has been one by the month's last day (documented: who is entered late misses the month, §1.7,
        /// F16; that this is measured by the day of the approval is ours).
        SpecialistInTime = "specialist_in_time",
        /// Of the scheme's path (documented).
        Path = "path",
        /// Employed by the partner on the month's last day (documented as regular employment, F18).
        Employed = "employed",
        /// A proof of employment is there (documented, P6).
        EmploymentProof = "employment_proof",
        /// The base location is filled in (documented, F16).
        BaseLocation = "base_location",
        /// Has a post that counts (documented, F2).
        Post = "post",
        /// Has been on the cloud for long enough (documented: more than 6 months, F2).
        TimeOnCloud = "time_on_cloud",
        /// Is in a funding year (documented: one year from the first day on the cloud, F2; whether a
        /// second follows is data).
        FundingYear = "funding_year",
        /// Has not been claimed too often in the funding year (documented: 2 times, F2).
        ClaimsLeft = "claims_left",
        /// Holds every certificate that all must hold (documented, F2).
        AllCertificates = "all_certificates",
        /// Holds one of the certificates of which one suffices (documented, F2).
        OneCertificate = "one_certificate",
        /// Is accepted as an expert (documented, seed).
        Assessment = "assessment",
        /// Was accepted by the month's last day (ours, as [`Self::SpecialistInTime`]).
        AssessmentInTime = "assessment_in_time",
        /// Uses no other scheme (documented, F15).
        OneScheme = "one_scheme",
        /// Is not claimed for this month elsewhere (ours).
        OncePerMonth = "once_per_month",
        /// Supports a project nobody else is claimed with (documented, F14).
        OwnProject = "own_project",
        /// Has a grade with an amount (ours).
        Grade = "grade",
    }
}

/// A claim of a person that counts: in review, passed or final. Failed and lapsed ones do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastClaim {
    /// Its month.
    pub month: Month,
    /// Its scheme.
    pub scheme: Scheme,
}

/// What is known of a person beyond the person's own data. The claim being made is not part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Claims that count.
    pub claims: Vec<PastClaim>,
    /// Who else is claimed with the person's project, if anybody: a name.
    pub project_holder: Option<String>,
    /// The day on which it is looked at: cures that lie in the past are none.
    #[serde(default)]
    pub today: Option<Day>,
}

impl Record {
    /// Whether a month is over.
    fn is_over(&self, month: Month) -> bool {
        self.today.is_some_and(|today| today > month.last())
    }

    /// What is missing, and by when while that day is to come.
    fn fill(&self, field: &str, month: Month) -> Cure {
        let by = (!self.is_over(month)).then(|| month.last());
        Cure::FillIn { field: field.to_owned(), by }
    }
}

/// Every check of a person for a month, in the order people should read them. The person can be claimed
/// exactly when all passed.
pub fn evaluate_specialist(
    person: &Specialist,
    record: &Record,
    month: Month,
    terms: &Terms,
) -> Vec<Check<PersonCheck>> {
    let mut checks = specialist_checks(person, record, month);
    checks.extend(standing_checks(person, record, month, terms));
    checks.extend(time_checks(person, record, month, terms));
    checks.extend(certificate_checks(person, month, terms));
    checks.extend(claim_checks(person, record, month, terms));
    checks
}

/// Codes that say something; the grade of schemes without grades is empty.
fn codes<'a>(all: impl IntoIterator<Item = &'a str>) -> Fact {
    let all: Vec<String> =
        all.into_iter().filter(|code| !code.is_empty()).map(str::to_owned).collect();
    if all.is_empty() { Fact::None } else { Fact::Codes(all) }
}

fn word(space: &str, key: &str) -> Fact {
    Fact::Words(vec![format!("{space}.{key}")])
}

/// A status counts for the months on whose last day the person has it.
fn specialist_checks(
    person: &Specialist,
    record: &Record,
    month: Month,
) -> Vec<Check<PersonCheck>> {
    use PersonCheck as K;
    let is_specialist = person.link.is_specialist();
    // Whoever was one before is reviewed again, and is one from the same day as before.
    let comes_back =
        person.link == LinkState::SpecialistReview && person.specialist_since.is_some();
    let cure = match person.link {
        LinkState::SpecialistReview if comes_back || !record.is_over(month) => Cure::Wait,
        _ if record.is_over(month) => Cure::AnotherPerson,
        _ => record.fill("specialist", month),
    };
    let state = word("link_state", person.link.as_str());
    let mut checks = vec![Check::new(
        K::Specialist,
        is_specialist,
        word("link_state", "specialist"),
        state,
        cure,
    )];
    let since = person.specialist_since.filter(|_| is_specialist);
    checks.extend(since.map(|since| in_time(K::SpecialistInTime, since, month)));
    checks
}

fn in_time(key: PersonCheck, since: Day, month: Month) -> Check<PersonCheck> {
    let (last, cure) = (month.last(), Cure::FromMonth { month: since.month() });
    Check::new(key, since <= last, Fact::Day(last), Fact::Day(since), cure)
}

fn standing_checks(
    person: &Specialist,
    record: &Record,
    month: Month,
    terms: &Terms,
) -> Vec<Check<PersonCheck>> {
    use PersonCheck as K;
    let employment = &person.employment;
    let last = month.last();
    let hired = employment.hired_on.is_none_or(|from| from <= last);
    let stays = employment.left_on.is_none_or(|to| to >= last);
    let location = employment.base_location.trim();
    let posts = terms.posts.iter().map(|post| format!("post.{}", post.as_str())).collect();
    let post_counts = match employment.post {
        Some(post) => terms.posts.is_empty() || terms.posts.contains(&post),
        None => false,
    };
    let plain = |key, passed, cure| Check::new(key, passed, Fact::None, Fact::None, cure);
    vec![
        Check::new(
            K::Path,
            person.path == terms.path,
            word("path", terms.path.as_str()),
            word("path", person.path.as_str()),
            Cure::AnotherPerson,
        ),
        Check::new(
            K::Employed,
            hired && stays,
            Fact::Day(last),
            employment
                .left_on
                .filter(|_| !stays)
                .or(employment.hired_on)
                .map_or(Fact::None, Fact::Day),
            Cure::AnotherPerson,
        ),
        plain(K::EmploymentProof, employment.has_proof, record.fill("employment_proof", month)),
        plain(K::BaseLocation, !location.is_empty(), record.fill("base_location", month)),
        Check::new(
            K::Post,
            post_counts,
            Fact::Words(posts),
            employment.post.map_or(Fact::None, |post| word("post", post.as_str())),
            record.fill("post", month),
        ),
    ]
}

/// The first and the last day of the funding year a day lies in: years follow each other from the first
/// day on the cloud. The second value counts them from 0.
fn funding_year(since: Day, day: Day) -> (Day, i64) {
    let mut years = 0;
    while since.plus_months(12 * (years + 1)) <= day {
        years += 1;
    }
    (since.plus_months(12 * years), years)
}

fn time_checks(
    person: &Specialist,
    record: &Record,
    month: Month,
    terms: &Terms,
) -> Vec<Check<PersonCheck>> {
    use PersonCheck as K;
    let last = month.last();
    let needed = terms.months_on_cloud_over;
    let counts_years = terms.claims_per_year.is_some() || !terms.has_further_years;
    let required = needed.map_or(Fact::None, Fact::Count);
    let Some(since) = person.employment.cloud_since else {
        let wanted = needed.is_some() || counts_years;
        let cure = record.fill("cloud_since", month);
        return vec![Check::new(K::TimeOnCloud, !wanted, required, Fact::None, cure)];
    };
    // More than: on the day that is exactly so many months later it is not yet more.
    let enough = needed.map_or(since, |months| since.plus_months(months).plus(1));
    let cure = Cure::FromMonth { month: enough.month() };
    let on_cloud = Check::new(K::TimeOnCloud, enough <= last, required, Fact::Day(since), cure);
    if since > last {
        return vec![on_cloud];
    }
    let mut checks: Vec<_> = needed.map(|_| on_cloud).into_iter().collect();
    let (from, years) = funding_year(since, last);
    if !terms.has_further_years {
        let end = since.plus_months(12).plus(-1);
        let (required, actual) = (Fact::Day(end), Fact::Day(last));
        checks.push(Check::new(K::FundingYear, years == 0, required, actual, Cure::AnotherPerson));
    }
    if let Some(max) = terms.claims_per_year {
        let next = from.plus_months(12);
        let in_year = |claim: &&PastClaim| {
            let day = claim.month.last();
            from <= day && day < next
        };
        let count = record.claims.iter().filter(in_year).count();
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let again = Cure::FromMonth { month: next.month() };
        let cure = if terms.has_further_years { again } else { Cure::AnotherPerson };
        let (required, actual) = (Fact::Count(max), Fact::Count(count));
        checks.push(Check::new(K::ClaimsLeft, count < max, required, actual, cure));
    }
    checks
}

fn certificate_checks(person: &Specialist, month: Month, terms: &Terms) -> Vec<Check<PersonCheck>> {
    use PersonCheck as K;
    let last = month.last();
    let rule = &terms.certificates;
    // Certificates that passed the threshold are spent (§1.4b [F17]); without a proof none counts.
    let counts = |c: &&Certificate| c.is_valid_on(last) && c.has_proof && !c.is_spent;
    let held: Vec<&str> =
        person.certificates.iter().filter(counts).map(|c| c.code.as_str()).collect();
    let has = |code: &&String| held.contains(&code.as_str());
    let actual = || Fact::Codes(held.iter().map(|code| (*code).to_owned()).collect());
    let add = |one_of: Vec<String>| Cure::AddCertificate { one_of, valid_on: last };
    let mut checks = Vec::new();
    if !rule.all_of.is_empty() {
        let missing: Vec<String> = rule.all_of.iter().filter(|code| !has(code)).cloned().collect();
        let required = Fact::Codes(rule.all_of.clone());
        let passed = missing.is_empty();
        checks.push(Check::new(K::AllCertificates, passed, required, actual(), add(missing)));
    }
    if !rule.one_of.is_empty() {
        let passed = rule.one_of.iter().any(|code| has(&code));
        let required = Fact::Codes(rule.one_of.clone());
        let cure = add(rule.one_of.clone());
        checks.push(Check::new(K::OneCertificate, passed, required, actual(), cure));
    }
    checks
}

fn claim_checks(
    person: &Specialist,
    record: &Record,
    month: Month,
    terms: &Terms,
) -> Vec<Check<PersonCheck>> {
    use PersonCheck as K;
    let mut checks = Vec::new();
    if terms.needs.contains(&Need::Assessment) {
        checks.push(Check::new(
            K::Assessment,
            person.assessment == AssessmentState::Accepted,
            word("assessment_state", "accepted"),
            word("assessment_state", person.assessment.as_str()),
            if record.is_over(month) { Cure::AnotherPerson } else { Cure::AskManager },
        ));
        let on = person.accepted_on.filter(|_| person.assessment == AssessmentState::Accepted);
        checks.extend(on.map(|on| in_time(K::AssessmentInTime, on, month)));
    }
    let other = record.claims.iter().find(|claim| claim.scheme != terms.scheme);
    checks.push(Check::new(
        K::OneScheme,
        other.is_none(),
        word("scheme", terms.scheme.as_str()),
        other.map_or(Fact::None, |claim| word("scheme", claim.scheme.as_str())),
        Cure::AnotherPerson,
    ));
    let here = record.claims.iter().any(|claim| claim.month == month);
    let actual = if here { Fact::Months(vec![month]) } else { Fact::None };
    checks.push(Check::new(K::OncePerMonth, !here, Fact::Count(1), actual, Cure::AnotherPerson));
    if terms.needs.contains(&Need::Project) {
        let holder = record.project_holder.clone();
        let cure = match person.project {
            None => record.fill("project", month),
            Some(_) => Cure::Correct { field: "project".to_owned() },
        };
        checks.push(Check::new(
            K::OwnProject,
            person.project.is_some() && holder.is_none(),
            Fact::None,
            holder.map_or(Fact::None, |name| Fact::Codes(vec![name])),
            cure,
        ));
    }
    let amount = terms.amount(&person.grade);
    checks.push(Check::new(
        K::Grade,
        amount.is_some(),
        codes(terms.rates.iter().map(|rate| rate.grade.as_str())),
        amount.map_or_else(|| codes([person.grade.as_str()]), Fact::Amount),
        Cure::OperationsSet { field: "grade".to_owned() },
    ));
    checks
}

#[cfg(test)]
pub(crate) mod tests;

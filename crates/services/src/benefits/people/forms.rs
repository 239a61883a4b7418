//! The forms in which a person's data are changed.

use hezong_contract::cases::{FieldKind, FieldView, OptionView};
use hezong_domain::ProjectId;
use hezong_domain::members::{Certificate, Link, Path, Post};
use hezong_texts::{Lang, fh_people};

use super::super::case::Looking;
use super::super::engine::Loaded;
use super::super::fields::{Finish, choices, field, shown};
use super::upkeep::{Work, codes, grades, path_is_open, removable};

/// What is asked for a change.
pub(super) fn form(look: &Looking<'_>, case: &Loaded<Link>, work: Work) -> Vec<FieldView> {
    let lang = look.lang;
    match work {
        Work::Edit => employment_form(lang, case),
        Work::AddCertificate => certificate_form(look, case),
        Work::RemoveCertificate => {
            let option = |certificate: &Certificate| {
                let end = shown(certificate.valid_to);
                let note = format!("{} – {end}", certificate.valid_from);
                option(certificate.id.as_str(), &certificate.code, note.trim_end())
            };
            let kind = FieldKind::One(removable(&case.data).map(option).collect());
            vec![field(lang, "certificates", kind)]
        }
        Work::SetGrade => {
            let mut options = vec![option("", fh_people::GRADE_NONE.get(lang), "")];
            options.extend(grades(look.frame, case).iter().map(|grade| option(grade, grade, "")));
            let grade = case.data.person.grade.clone();
            vec![field(lang, "grade", FieldKind::One(options)).with(grade).optional()]
        }
        Work::ConfirmLink => {
            let evidence = field(lang, "evidence", FieldKind::Text);
            vec![evidence.hinted(fh_people::CONFIRM_LINK_HINT.get(lang))]
        }
    }
}

fn option(value: &str, words: &str, note: &str) -> OptionView {
    let (value, words, note) = (value.to_owned(), words.to_owned(), note.to_owned());
    OptionView { value, words, note, is_open: true }
}

fn employment_form(lang: Lang, case: &Loaded<Link>) -> Vec<FieldView> {
    let person = &case.data.person;
    let employment = &person.employment;
    let is_reviewed = case.state.is_specialist();
    let again = if is_reviewed { fh_people::REVIEWED_AGAIN_HINT.get(lang) } else { "" };
    let day =
        |name, value| field(lang, name, FieldKind::Day).with(shown(value)).optional().hinted(again);
    let post = employment.post.map_or("", Post::as_str);
    let project = person.project.as_ref().map_or("", ProjectId::as_str);
    let mut fields = Vec::new();
    if path_is_open(case.state) {
        let path = field(lang, "path", choices::<Path>(lang, "path")).with(person.path.as_str());
        fields.push(path.hinted(fh_people::PATH_HINT.get(lang)));
    }
    fields.push(
        field(lang, "post", choices::<Post>(lang, "post")).with(post).optional().hinted(again),
    );
    fields.push(day("cloud_since", employment.cloud_since));
    let place = field(lang, "base_location", FieldKind::Text);
    fields.push(place.with(employment.base_location.as_str()).optional());
    fields.push(day("hired_on", employment.hired_on));
    let left = if is_reviewed { fh_people::LEFT_ON_REVIEWED_HINT } else { fh_people::LEFT_ON_HINT };
    fields.push(day("left_on", employment.left_on).hinted(left.get(lang)));
    let proof = field(lang, "employment_proof", FieldKind::Lines).with(case.data.proof.as_str());
    fields.push(proof.optional().hinted(fh_people::PROOF_HINT.get(lang)));
    let project = field(lang, "project", FieldKind::Text).with(project).optional();
    fields.push(project.hinted(fh_people::PROJECT_HINT.get(lang)));
    fields
}

fn certificate_form(look: &Looking<'_>, case: &Loaded<Link>) -> Vec<FieldView> {
    let lang = look.lang;
    let known = codes(look.frame, case.data.person.path);
    let kind = if known.is_empty() {
        FieldKind::Text
    } else {
        FieldKind::One(known.iter().map(|code| option(code, code, "")).collect())
    };
    let to = field(lang, "certificate_to", FieldKind::Day).optional();
    let proof = field(lang, "certificate_proof", FieldKind::Text).optional();
    vec![
        field(lang, "certificate_code", kind),
        field(lang, "certificate_from", FieldKind::Day),
        to.hinted(fh_people::CERTIFICATE_TO_HINT.get(lang)),
        proof.hinted(fh_people::CERTIFICATE_PROOF_HINT.get(lang)),
    ]
}

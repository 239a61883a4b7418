//! 资格申请: every scheme with its conditions, and the way into it.

use hezong_contract::fh::SchemeCard;
use hezong_texts::{cases as t, fh};
use hezong_ui::{
    Card, EmptyState, Form, KeyValue, KeyValues, Notice, Tone, case_checks, lang, load, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{BeginCase, fh_schemes};
use super::parts::{fh_page, way_on};
use crate::cases::parts::{state_pill, turn_cell};
use crate::partner::parts::follow;
use crate::routes;

/// The schemes.
#[derive(Debug)]
pub struct QualificationPage;

#[lazy_route]
impl LazyRoute for QualificationPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let begin = ServerAction::<BeginCase>::new();
        follow(begin);
        let schemes = Resource::new(|| (), |()| fh_schemes());
        fh_page(routes::FH_QUALIFICATION, move |_| {
            load(schemes, move |schemes| shown(&schemes, begin))
        })
    }
}

fn shown(schemes: &[SchemeCard], begin: ServerAction<BeginCase>) -> AnyView {
    if schemes.is_empty() {
        let (title, body) = (tr(fh::QUALIFICATION_EMPTY), tr(fh::QUALIFICATION_EMPTY_BODY));
        return view! { <Card><EmptyState title=title body=body/></Card> }.into_any();
    }
    let sample = schemes.iter().any(|scheme| scheme.is_sample).then(|| {
        let words = tr(fh::SAMPLE_BODY);
        view! { <Notice tone=Tone::Warn title=tr(fh::SAMPLE_TITLE)><p>{words}</p></Notice> }
    });
    let cards: Vec<AnyView> = schemes.iter().map(card).collect();
    view! {
        <Form action=begin id="begin" class="stack">
            {sample}
            {cards}
        </Form>
    }
    .into_any()
}

fn card(scheme: &SchemeCard) -> AnyView {
    let failed = scheme.checks.iter().find(|check| !check.passed);
    let what = format!("qualification/{}", scheme.scheme);
    let way = way_on(scheme.case_id.as_deref(), scheme.can_begin, failed, what, fh::APPLY);
    let facts = vec![
        KeyValue::new(tr(t::YEAR_LABEL), t::year(lang(), scheme.year)),
        KeyValue::new(tr(t::AGREEMENT), scheme.agreement.clone()),
        KeyValue::new(tr(t::COLUMN_TURN), turn_cell(scheme.turn.as_ref())),
    ];
    let checks = case_checks(&scheme.checks, &scheme.title);
    view! {
        <Card title=scheme.title.clone() note=state_pill(&scheme.state) flush=true>
            <div class="card-body"><KeyValues items=facts/></div>
            {checks}
            <div class="card-foot form-actions">{way}</div>
        </Card>
    }
    .into_any()
}

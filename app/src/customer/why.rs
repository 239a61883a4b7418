//! "Why can't I use it?": an imagined purchase in the address, every check as the answer.
//!
//! A GET form, so that the question can be mailed: whoever may see the coupon sees the same answer.

use hezong_contract::AppError;
use hezong_contract::coupons::WhyForm;
use hezong_contract::wire::Ask;
use hezong_domain::Problems;
use hezong_domain::coupons::{
    BillingMode, CLOUD_SERVICES, Channel, Check, OrderKind, REGIONS, first_failure,
};
use hezong_texts::why;
use hezong_ui::words::{actual_words, cure_words, region_name, required_words, service_name};
use hezong_ui::{
    AmountField, Button, CheckList, Checkboxes, Field, Icon, QueryForm, SelectField, Tone, label,
    lang, load, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// All checks of a coupon the caller may see, for the purchase that `query` describes.
///
/// Permission: `Permission::CouponView` for the holder, `Permission::IssuedView` for the issuer.
#[server(prefix = "/_fn", endpoint = "why_coupon", protocol = Ask)]
pub async fn why_coupon(id: String, query: String) -> Result<Vec<Check>, AppError> {
    use crate::server::{respond, server_context};
    let form = WhyForm::from_query(&query);
    respond(hezong_services::coupons::why(&server_context().await?, &id, &form).await)
}

/// The question a page's address asks about one coupon, and its answer.
#[derive(Clone, Copy)]
pub struct Why {
    search: Memo<String>,
    answer: Resource<Result<Option<Vec<Check>>, AppError>>,
}

impl Why {
    /// Reads the question from the address. Call it when the page is made, not inside of a `Suspend`.
    pub fn of(coupon_id: String) -> Self {
        let location = use_location();
        let search = Memo::new(move |_| location.search.get());
        let question = move || search.with(|text| is_answerable(text).then(|| question_of(text)));
        let answer = Resource::new(question, move |question| {
            let id = coupon_id.clone();
            async move {
                match question {
                    Some(question) => why_coupon(id, question).await.map(Some),
                    None => Ok(None),
                }
            }
        });
        Self { search, answer }
    }

    /// Whether something is asked.
    pub fn is_asked(self) -> bool {
        self.search.with_untracked(|text| WhyForm::from_query(text).is_asked())
    }

    /// The question as a form and, once asked, its answer. `path` is the page it stands on.
    pub fn card(self, path: String) -> AnyView {
        let search = self.search;
        let problems = Memo::new(move |_| search.with(|text| problems_of(text)));
        let form = move || {
            let form = search.with_untracked(|text| WhyForm::from_query(text));
            form_view(path.clone(), form, problems.get())
        };
        let answer = load(self.answer, |checks| checks.map(answer_view).into_any());
        view! {
            <section class="card why" id="why" aria-labelledby="why-head">
                <header class="card-head"><h2 id="why-head">{tr(why::TITLE)}</h2></header>
                <div class="card-body stack">
                    <p class="secondary">{tr(why::LEAD)}</p>
                    {form}
                </div>
                {answer}
            </section>
        }
        .into_any()
    }
}

fn problems_of(search: &str) -> Problems {
    let form = WhyForm::from_query(search);
    if form.is_asked() { form.check().err().unwrap_or_default() } else { Problems::new() }
}

fn is_answerable(search: &str) -> bool {
    WhyForm::from_query(search).is_asked() && problems_of(search).is_empty()
}

fn question_of(search: &str) -> String {
    search.trim_start_matches('?').to_owned()
}

fn answer_view(checks: Vec<Check>) -> AnyView {
    let lang = lang();
    let failed = checks.iter().filter(|check| !check.passed).count();
    let (tone, title, body) = match first_failure(&checks) {
        None => (Tone::Ok, tr(why::CAN_USE).to_owned(), why::can_use_body(lang, checks.len())),
        Some(check) => (
            Tone::Bad,
            why::cannot_use(lang, failed),
            why::cannot_use_body(
                lang,
                checks.len(),
                label("check_key", check.key.as_str()),
                required_words(check),
                actual_words(check),
                cure_words(check),
            ),
        ),
    };
    view! {
        <div class="why-answer" role="status">
            <div class=format!("verdict verdict-{}", tone.class())>
                <Icon name=tone.icon()/>
                <div>
                    <p class="verdict-title">{title}</p>
                    <p>{body}</p>
                </div>
            </div>
            <CheckList checks=checks caption=tr(why::ANSWER_CAPTION)/>
            <p class="card-foot secondary">{tr(why::MAIL_HINT)}</p>
        </div>
    }
    .into_any()
}

fn services() -> Vec<(String, String)> {
    CLOUD_SERVICES.iter().map(|(code, _)| ((*code).to_owned(), service_name(code))).collect()
}

fn words_of(
    namespace: &str,
    keys: impl IntoIterator<Item = &'static str>,
) -> Vec<(String, String)> {
    keys.into_iter().map(|key| (key.to_owned(), label(namespace, key))).collect()
}

fn or(value: &str, default: &'static str) -> String {
    if value.is_empty() { default.to_owned() } else { value.to_owned() }
}

fn form_view(path: String, form: WhyForm, problems: Problems) -> AnyView {
    let modes = words_of("billing_mode", BillingMode::ALL.iter().map(|m| m.as_str()));
    let kinds = words_of("order_kind", OrderKind::ALL.iter().map(|k| k.as_str()));
    let channels = words_of("channel", Channel::ALL.iter().map(|c| c.as_str()));
    let regions = REGIONS.iter().map(|code| ((*code).to_owned(), region_name(code))).collect();
    let discounts = words_of("discount", ["promotion", "partner", "contract", "coupon"]);
    let circumstances =
        [("first", why::FIRST), ("arrears", why::ARREARS), ("by_partner", why::BY_PARTNER)];
    let circumstances =
        circumstances.map(|(key, text)| (key.to_owned(), tr(text).to_owned())).to_vec();
    let is_open = !form.product.is_empty()
        || !form.project.is_empty()
        || !form.discounts.is_empty()
        || !form.circumstances.is_empty()
        || !matches!(form.channel.as_str(), "" | "own");
    view! {
        <QueryForm id="why-form" path=path problems=problems>
            <div class="form-row">
                <SelectField name="service" label=tr(why::SERVICE) options=services() value=form.service/>
                <AmountField name="amount" label=tr(why::AMOUNT) hint=tr(why::AMOUNT_HINT) value=form.amount/>
                <SelectField name="mode" label=tr(why::MODE) options=modes value=or(&form.mode, "yearly_monthly")/>
                <SelectField name="kind" label=tr(why::KIND) options=kinds value=or(&form.kind, "new")/>
                <SelectField name="region" label=tr(why::REGION) options=regions empty=tr(why::REGION_ANY) value=form.region required=false/>
            </div>
            <details class="more" open=is_open>
                <summary>{tr(why::MORE)}</summary>
                <div class="form-row">
                    <SelectField name="channel" label=tr(why::CHANNEL) options=channels value=or(&form.channel, "own")/>
                    <Field name="product" label=tr(why::PRODUCT) hint=tr(why::PRODUCT_HINT) value=form.product required=false maxlength=128/>
                    <Field name="project" label=tr(why::PROJECT) value=form.project required=false maxlength=128/>
                </div>
                <Checkboxes name="discounts" label=tr(why::DISCOUNTS) options=discounts chosen=form.discounts/>
                <Checkboxes name="circumstances" label=tr(why::CIRCUMSTANCES) options=circumstances chosen=form.circumstances/>
            </details>
            <div class="form-actions">
                <Button kind="primary">{tr(why::ASK)}</Button>
            </div>
        </QueryForm>
    }
    .into_any()
}

//! Typing in the amount that reached the account.

use hezong_domain::ProblemKind;
use hezong_domain::benefits::Actor;
use hezong_domain::certification::{
    Answer, Certification, CertificationEvent, CertificationFacts, CertificationGuard,
    CertificationState, Verification, certification_check,
};

use super::super::engine::{self, Loaded, Move};
use super::super::fields::Answers;
use super::super::frame::Frame;
use super::super::{hats, words};
use super::certify;
use crate::Result;
use crate::act::Act;

/// Types the amount in. A wrong one is no error: an error would undo the transaction and with it the
/// count of tries. It is stored and told, and the last one locks.
pub(super) async fn confirm(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Certification>,
    asked: Move<Certification>,
    answers: &Answers,
) -> Result<()> {
    use CertificationState as S;
    let mut reading = answers.read();
    let given = reading.amount("amount", true);
    if given.is_some_and(|given| given > Verification::MOST) {
        // No such amount is ever sent: it is no try.
        reading.blame("amount", ProblemKind::AmountAbove { max_fen: Verification::MOST.get() });
    }
    reading.end()?;
    // Whoever may not confirm, or saw an older page, must not use up a try: the table refuses it.
    let may_try = hats::of(act.cx.principal()).contains(&Actor::Partner)
        && matches!(case.state, S::AwaitingAmount | S::ChangeAwaitingAmount)
        && asked.seen == case.row.version;
    let verification = case.data.verification.filter(|_| may_try);
    let answer = verification.zip(given).map(|(mut verification, given)| {
        let answer = verification.answer(given);
        case.data.verification = Some(verification);
        answer
    });
    let is_right = answer == Some(Answer::Right);
    let holds = is_right.then_some(CertificationGuard::RightAmount).into_iter().collect();
    let facts = CertificationFacts { holds, verification: case.data.verification };
    let check = |guard| certification_check(guard, &facts);
    match answer {
        Some(Answer::Wrong { left }) => {
            engine::save(act, frame, &mut case, asked.seen).await?;
            let (subject, id) = (case.row.title.clone(), case.row.id.to_string());
            let args = [("subject", subject), ("count", left.to_string()), ("case", id)];
            words::tell_partner(act, &case.row.partner_id, "certification_wrong", &args).await?;
        }
        Some(Answer::Locked) => {
            let lock = Move::plain(CertificationEvent::Lock, asked.seen);
            engine::step_as(act, frame, &mut case, vec![Actor::System], lock, check).await?;
        }
        Some(Answer::Right) | None => {
            if is_right {
                certify(&mut case.data);
            }
            engine::step(act, frame, &mut case, asked, check).await?;
        }
    }
    Ok(())
}

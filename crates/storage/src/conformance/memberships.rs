//! Personal accounts, links of invitations, consents.

use hezong_domain::{AccountId, CaseId};

use super::Fresh;
use super::benefits::case;
use super::make::{NOW, day, two_partners, user};
use crate::memberships::{Consent, LinkOutcome, MemberInvitation, PersonalAccount};
use crate::{StorageError, UnitOfWork};

/// A case, somebody who invites, and a person with an account of its own.
async fn people(work: &mut dyn UnitOfWork) -> PersonalAccount {
    two_partners(work).await;
    for id in ["MB1", "MB2"] {
        work.benefits().add_case(&case(id, "id-shanhai", id)).await.unwrap();
    }
    for (account, sign_in) in [("shanhai", "shanhai"), ("beichen", "beichen")] {
        assert!(work.identity().add_user(&user(account, sign_in), "hash").await.unwrap());
    }
    let person = PersonalAccount {
        account_id: user("beichen", "beichen").account_id,
        real_name: "Zhao".to_owned(),
        created_at: NOW,
    };
    work.memberships().add_personal(&person).await.unwrap();
    person
}

/// What makes an account a person's is kept; other accounts have nothing of it.
pub async fn personal_accounts(fresh: Fresh) {
    let mut work = fresh.write().await;
    let person = people(&mut *work).await;
    let found = work.memberships().find_personal(&person.account_id).await.unwrap();
    assert_eq!(found, Some(person));
    let other = AccountId::new("id-shanhai");
    assert!(work.memberships().find_personal(&other).await.unwrap().is_none());
}

/// One open link for each case; it ends once, and how is kept.
pub async fn links_of_invitations(fresh: Fresh) {
    let mut work = fresh.write().await;
    people(&mut *work).await;
    let by = user("shanhai", "shanhai").id;
    let link = |hash: &str, case: &str, days: i64| MemberInvitation {
        token_hash: hash.to_owned(),
        case_id: CaseId::new(case),
        invited_by: by.clone(),
        created_at: day(days),
        expires_at: day(days + 7),
        outcome: None,
    };
    let first = link("one", "MB1", -2);
    work.memberships().add_link(&first).await.unwrap();
    let twice = work.memberships().add_link(&link("two", "MB1", -1)).await;
    assert!(matches!(twice, Err(StorageError::Conflict)), "{twice:?}");
    work.memberships().add_link(&link("three", "MB2", -1)).await.unwrap();
    assert_eq!(work.memberships().find_link("one").await.unwrap(), Some(first.clone()));
    assert!(work.memberships().find_link("nothing").await.unwrap().is_none());
    assert_eq!(work.memberships().open_link(&first.case_id).await.unwrap(), Some(first.clone()));
    assert_eq!(work.memberships().count_links(&by, day(-2)).await.unwrap(), 2);
    assert_eq!(work.memberships().count_links(&by, day(-1)).await.unwrap(), 1);

    let case = &first.case_id;
    let withdrawn = LinkOutcome::Withdrawn;
    assert!(work.memberships().close_link(case, withdrawn, NOW).await.unwrap());
    assert!(!work.memberships().close_link(case, LinkOutcome::Used, NOW).await.unwrap());
    assert!(work.memberships().open_link(case).await.unwrap().is_none());
    let found = work.memberships().find_link("one").await.unwrap().unwrap();
    assert_eq!(found.outcome, Some(withdrawn));
    work.memberships().add_link(&link("four", "MB1", 0)).await.unwrap();
    assert!(work.memberships().close_link(case, LinkOutcome::Used, NOW).await.unwrap());
    let found = work.memberships().find_link("four").await.unwrap().unwrap();
    assert_eq!(found.outcome, Some(LinkOutcome::Used));
}

/// A person is linked once at a time, a case with one person; what was agreed to is never lost.
pub async fn consents(fresh: Fresh) {
    let mut work = fresh.write().await;
    let person = people(&mut *work).await;
    let consent = |case: &str, days: i64| Consent {
        case_id: CaseId::new(case),
        seq: 1,
        account_id: person.account_id.clone(),
        user_id: user("beichen", "beichen").id,
        statement: "2026-11".to_owned(),
        accepted_at: day(days),
        ended_at: None,
    };
    assert!(work.memberships().add_consent(&consent("MB1", -3)).await.unwrap());
    assert!(!work.memberships().add_consent(&consent("MB2", -2)).await.unwrap());
    let first = CaseId::new("MB1");
    let live = work.memberships().live_consent(&first).await.unwrap();
    assert_eq!(live, Some(consent("MB1", -3)));
    assert!(work.memberships().end_consent(&first, day(-1)).await.unwrap());
    assert!(!work.memberships().end_consent(&first, NOW).await.unwrap());
    assert!(work.memberships().live_consent(&first).await.unwrap().is_none());
    assert!(work.memberships().add_consent(&consent("MB1", 0)).await.unwrap());
    let all = work.memberships().consents_of(&person.account_id).await.unwrap();
    let told: Vec<_> = all.iter().map(|c| (c.seq, c.ended_at)).collect();
    assert_eq!(told, [(2, None), (1, Some(day(-1)))]);
    let nobody = AccountId::new("id-shanhai");
    assert!(work.memberships().consents_of(&nobody).await.unwrap().is_empty());
}

//! An employee with an account of her own, an open invitation, and a role the partner made itself.

use hezong_contract::membership::JoinForm;
use hezong_contract::organisation::{RoleForm, StaffForm};
use hezong_contract::session::AcceptForm;
use hezong_domain::access::Permission;
use hezong_domain::members::STATEMENT_VERSION;
use hezong_services::benefits::people::{self, Invited, accept};
use hezong_services::{Error, identity, organisation};

use super::people::Cast;
use super::{PASSWORD, World, facts};

/// The secret at the end of a link.
fn token(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Makes an own account by the link of an invitation and accepts with it, as the page does.
pub(super) async fn join(
    world: &World,
    invited: &Invited,
    name: &str,
    account: &str,
) -> Result<(), Error> {
    let form = JoinForm {
        token: token(&invited.path),
        account_name: account.to_owned(),
        display_name: name.to_owned(),
        email: format!("{account}@example.com"),
        password: PASSWORD.to_owned(),
        repeat: PASSWORD.to_owned(),
        statement: STATEMENT_VERSION.to_owned(),
        agreed: "on".to_owned(),
    };
    let signed_in = accept::join(&world.services, &facts(), &form).await?;
    leave(world, &signed_in.secret).await
}

/// Ends the session an act opened.
async fn leave(world: &World, secret: &str) -> Result<(), Error> {
    let principal = identity::authenticate(&world.services, &facts(), secret).await?;
    let principal = principal.ok_or(Error::Unauthenticated)?;
    identity::sign_out(&world.as_person(&principal), secret).await
}

/// Invites one more employee, who has not answered yet; makes a role and gives it to somebody.
pub(super) async fn live_through(world: &World, cast: &Cast) -> Result<(), Error> {
    let shanhai = &world.as_person(&cast.shanhai);
    people::invite(shanhai, "简宁", "jianning@shanhai.example.com", "jianning").await?;
    let looks = [
        Permission::QuotaView,
        Permission::RecordView,
        Permission::IssuedView,
        Permission::BenefitView,
    ];
    let role = RoleForm {
        name: "业务助理".to_owned(),
        permissions: looks.iter().map(|item| item.as_str().to_owned()).collect(),
        ..RoleForm::default()
    };
    let role = organisation::create_role(shanhai, &role).await?;
    let wen = StaffForm {
        member: "wen".to_owned(),
        display_name: "文岚".to_owned(),
        email: String::new(),
        roles: vec![role.to_string()],
    };
    let made = organisation::invite(shanhai, &wen).await?;
    let form = AcceptForm {
        token: token(&made.path),
        display_name: wen.display_name.clone(),
        password: PASSWORD.to_owned(),
        repeat: PASSWORD.to_owned(),
    };
    let signed_in = identity::accept(&world.services, &facts(), &form).await?;
    leave(world, &signed_in.secret).await
}

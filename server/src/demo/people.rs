//! Who there is: operators, partners, customers and their people.

use hezong_contract::accounts::{InviteForm, NewPartner};
use hezong_contract::customers::NewCustomer;
use hezong_contract::keys::KeyMade;
use hezong_contract::session::AcceptForm;
use hezong_domain::AccountId;
use hezong_domain::access::{Principal, Role};
use hezong_domain::accounts::{AssociationKind, PartnerType};
use hezong_services::{Error, Services, customers, identity, keys, partners, setup};

use super::{ACME, BEIDOU, NANSHAN, PASSWORD, QINGMU, SHANHAI, SIGN_INS, TANGHU, World, facts};

/// The people who act in the demo's history.
pub(super) struct Cast {
    pub(super) shanhai: Principal,
    pub(super) he: Principal,
    pub(super) beidou: Principal,
}

/// Makes the vendor and its two operators.
pub(super) async fn operators(services: &Services) -> Result<AccountId, Error> {
    let (operations, finance) = (Role::Operations, Role::Finance);
    for (sign_in, name, role) in [
        ("ops", "周岚", operations),
        ("ops2", "许衡", operations),
        ("eco", "沈乔", Role::EcosystemManager),
        ("finance", "陆瑾", finance),
        ("finance2", "方砚", finance),
    ] {
        let new = setup::NewOperator {
            sign_in: sign_in.to_owned(),
            display_name: name.to_owned(),
            password: PASSWORD.to_owned(),
            role,
            vendor_name: "云图计算".to_owned(),
        };
        setup::create_operator(services, &new).await?;
    }
    setup::vendor(services).await?.ok_or(Error::NotFound("vendor"))
}

/// Makes partners, customers and their people.
pub(super) async fn cast(world: &World) -> Result<Cast, Error> {
    let cx = world.system();
    for (id, name, display, is_subsidised) in
        [(SHANHAI, "shanhai", "山海云科技", true), (BEIDOU, "beidou", "北斗数科", false)]
    {
        let new = NewPartner {
            account_name: name.to_owned(),
            display_name: display.to_owned(),
            partner_type: PartnerType::SolutionProvider,
            is_subsidised,
            email: format!("channel@{name}.example.com"),
            mobile: String::new(),
        };
        partners::create_with_id(&cx, &new, &AccountId::new(id)).await?;
    }
    let resale = AssociationKind::Resale;
    for (id, name, display, partner, kind) in [
        (ACME, "acme", "安可科技", SHANHAI, resale),
        (TANGHU, "tanghu", "棠湖网络", SHANHAI, resale),
        (QINGMU, "qingmu", "青木设计", SHANHAI, AssociationKind::Referral),
        (NANSHAN, "nanshan", "南山智造", BEIDOU, resale),
    ] {
        let new = NewCustomer {
            account_name: name.to_owned(),
            display_name: display.to_owned(),
            email: format!("it@{name}.example.com"),
            mobile: "13800138000".to_owned(),
            association: Some((partner.to_owned(), kind)),
        };
        customers::create_with_id(&cx, &new, &AccountId::new(id)).await?;
    }
    let cast = Cast {
        shanhai: join(world, SHANHAI, "", "沈山", Role::PartnerAdmin).await?,
        he: join(world, SHANHAI, "he", "何青", Role::CouponOperator).await?,
        beidou: join(world, BEIDOU, "", "冯斗", Role::PartnerAdmin).await?,
    };
    join(world, SHANHAI, "lin", "林越", Role::AccountManager).await?;
    for (id, name) in [(ACME, "安宁"), (TANGHU, "唐湖"), (QINGMU, "穆青"), (NANSHAN, "南溪")]
    {
        join(world, id, "", name, Role::CustomerOwner).await?;
    }
    Ok(cast)
}

/// Invites a person, who accepts; gives it the access key of the table, if there is one.
async fn join(
    world: &World,
    account: &str,
    member: &str,
    name: &str,
    role: Role,
) -> Result<Principal, Error> {
    let form = InviteForm {
        account_id: account.to_owned(),
        member: member.to_owned(),
        display_name: name.to_owned(),
        email: String::new(),
        role: role.as_str().to_owned(),
    };
    let made = partners::invite(&world.system(), &form).await?;
    let accept = AcceptForm {
        token: made.path.rsplit('/').next().unwrap_or_default().to_owned(),
        display_name: name.to_owned(),
        password: PASSWORD.to_owned(),
        repeat: PASSWORD.to_owned(),
    };
    let signed_in = identity::accept(&world.services, &facts(), &accept).await?;
    let principal = identity::authenticate(&world.services, &facts(), &signed_in.secret).await?;
    let principal = principal.ok_or(Error::Unauthenticated)?;
    let cx = world.as_person(&principal);
    let row = SIGN_INS.iter().find(|s| s.sign_in == made.sign_in && !s.access_key.is_empty());
    if let Some(row) = row {
        let pair = KeyMade { access_key: row.access_key.to_owned(), secret: row.secret.to_owned() };
        keys::add(&cx, "demo", &pair).await?;
    }
    identity::sign_out(&cx, &signed_in.secret).await?;
    Ok(principal)
}

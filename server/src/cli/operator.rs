//! `hezong create-operator`.

use std::io::BufRead;

use hezong_domain::Problems;
use hezong_services::entropy::{Make, SystemEntropy};
use hezong_services::setup::{self, Contents, Purpose};
use hezong_services::{Error, Services};
use hezong_texts::{Lang, fill, find};

use super::NewOperator;
use crate::{Config, Failure, wiring};

/// Letters in a block of a generated password, and blocks: 100 bits in all.
const BLOCK: usize = 5;
const BLOCKS: usize = 4;

/// Makes the operator and says how to go on.
pub(super) async fn create(config: &Config, new: &NewOperator) -> Result<(), Failure> {
    let given = if new.password_stdin { Some(read_password()?) } else { None };
    let password = given.clone().unwrap_or_else(generate);
    let (services, storage) = wiring::wire(config, Purpose::Real).await?;
    let outcome = make(&services, new, &password).await;
    storage.close().await;
    outcome?;
    println!("operator `{}` is made; sign in at {}", new.sign_in, config.address());
    if given.is_none() {
        println!("password, shown only now: {password}");
    }
    Ok(())
}

async fn make(services: &Services, new: &NewOperator, password: &str) -> Result<(), Failure> {
    if matches!(setup::contents(services).await?, Contents::Demo | Contents::DemoBegun) {
        return Err(Failure::Config(
            "this database holds demo data and its operators: set HEZONG_DATA_DIR to another folder".to_owned(),
        ));
    }
    let operator = setup::NewOperator {
        sign_in: new.sign_in.clone(),
        display_name: new.name.clone(),
        password: password.to_owned(),
        role: new.role.into(),
        vendor_name: new.vendor_name.clone(),
    };
    match setup::create_operator(services, &operator).await {
        Ok(_) => Ok(()),
        Err(Error::Invalid(problems)) => Err(Failure::Config(words(&problems))),
        Err(error) => Err(error.into()),
    }
}

fn read_password() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::Start(format!("no password on the standard input: {error}")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Failure::Config(
            "the standard input is empty: write the password into it, or leave --password-stdin out".to_owned(),
        ));
    }
    Ok(password.to_owned())
}

fn generate() -> String {
    let blocks: Vec<_> = (0..BLOCKS).map(|_| SystemEntropy.letters(BLOCK)).collect();
    blocks.join("-")
}

/// The problems in one line, each with the flag it is about.
fn words(problems: &Problems) -> String {
    let each = problems.iter().map(|problem| {
        let flag = match problem.field.as_str() {
            "sign_in" => "--sign-in",
            "display_name" => "--name",
            "password" => "the password",
            other => other,
        };
        let key = problem.what.key();
        let text = find("problems", key)
            .map_or_else(|| key.to_owned(), |text| fill(text, Lang::En, &problem.what.args()));
        format!("{flag}: {text}")
    });
    each.collect::<Vec<_>>().join("; ")
}

//! Mails by SMTP.

use std::time::Duration;

use async_trait::async_trait;
use hezong_services::mail::{Mail, MailSender, NotSent};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as SmtpTls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::Failure;
use crate::config::{MailConfig, MailTls};

/// How long a mail server may take for one answer.
const ANSWER_TIME: Duration = Duration::from_secs(20);
/// Answers that are about us, not about the mail: closing down, TLS or signing in wanted, sign-in refused.
const ABOUT_US: [u16; 7] = [421, 432, 454, 530, 534, 535, 538];

/// Hands mails to a mail server.
pub struct SmtpSender {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpSender {
    /// A sender for checked settings. No connection is made yet: a mail server that is away for a while
    /// must not keep the portal from starting.
    ///
    /// # Errors
    /// [`Failure::Config`] when the host cannot be the name of a certificate.
    pub fn new(config: &MailConfig) -> Result<Self, Failure> {
        let host = config.host.as_str();
        let parameters = || {
            TlsParameters::new(host.to_owned()).map_err(|error| {
                Failure::Config(format!("HEZONG_MAIL_HOST={host}: TLS is not possible: {error}"))
            })
        };
        let tls = match config.tls {
            MailTls::None => SmtpTls::None,
            MailTls::StartTls => SmtpTls::Required(parameters()?),
            MailTls::Tls => SmtpTls::Wrapper(parameters()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(config.port)
            .tls(tls)
            .timeout(Some(ANSWER_TIME))
            .hello_name(ClientId::default());
        if let Some((user, password)) = &config.sign_in {
            builder =
                builder.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        Ok(Self { transport: builder.build(), from: config.from.clone() })
    }
}

/// A header's words without control characters. The services send none; the library would not survive
/// one in a name.
fn plain(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A mail as it goes over the wire. Names and subjects become encoded words; what they hold cannot begin
/// another header.
fn message(from: &Mailbox, mail: &Mail) -> Result<Message, NotSent> {
    let wrong = |what: &dyn std::fmt::Display| NotSent::Refused(what.to_string());
    let address: Address =
        mail.to.parse().map_err(|_| wrong(&format!("`{}` is no e-mail address", mail.to)))?;
    let name = Some(plain(&mail.name)).filter(|name| !name.is_empty());
    let header = |name: &'static str, value: &str| {
        HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
    };
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(plain(&mail.subject))
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        // Nobody's holiday notice answers a machine (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", mail.lang.tag()))
        .header(ContentType::TEXT_PLAIN)
        .body(mail.body.clone())
        .map_err(|error| wrong(&error))
}

#[async_trait]
impl MailSender for SmtpSender {
    async fn send(&self, mail: &Mail) -> Result<(), NotSent> {
        let message = message(&self.from, mail)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(reason(&error, &mail.to)),
        }
    }
}

fn reason(error: &lettre::transport::smtp::Error, to: &str) -> NotSent {
    // The error alone says "network error"; what lies behind it is what helps.
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let text = inner.to_string();
        if !words.contains(&text) {
            words.push_str(": ");
            words.push_str(&text);
        }
        source = inner.source();
    }
    match error.status().map(u16::from) {
        Some(code) if ABOUT_US.contains(&code) => NotSent::Away(words),
        Some(_) if error.is_permanent() => NotSent::Refused(words),
        Some(_) => NotSent::Later(words),
        // The library itself refuses an address the mail server has no letters for. Its other refusals, no
        // TLS or no way to sign in, concern every mail.
        None if error.is_client() && !to.is_ascii() => NotSent::Refused(words),
        None => NotSent::Away(words),
    }
}

#[cfg(test)]
mod tests {
    use hezong_texts::Lang;

    use super::*;

    #[test]
    fn a_line_break_in_a_name_or_subject_begins_no_header() {
        let from: Mailbox = "Hezong <portal@example.com>".parse().expect("a mailbox");
        let mail = Mail {
            id: "01M".to_owned(),
            to: "lin@example.com".to_owned(),
            // As if the services had let it through.
            name: "Lin\r\nBcc: all@example.com".to_owned(),
            lang: Lang::ZhCn,
            subject: "轮到您\r\nX-Evil: yes".to_owned(),
            body: "text\n.\nmore\n".to_owned(),
        };
        let text = String::from_utf8(message(&from, &mail).expect("a mail").formatted());
        let text = text.expect("headers and this text are ASCII");
        let (head, _) = text.split_once("\r\n\r\n").expect("headers end");
        let names: Vec<&str> = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .filter_map(|line| line.split_once(':').map(|(name, _)| name))
            .collect();
        for name in ["Bcc", "X-Evil"] {
            assert!(!names.contains(&name), "{head}");
        }
        assert!(names.contains(&"Subject") && names.contains(&"Message-ID"), "{head}");
    }

    #[test]
    fn what_is_no_address_is_refused_for_good() {
        let from: Mailbox = "portal@example.com".parse().expect("a mailbox");
        let mail = Mail {
            id: "01M".to_owned(),
            to: "lin@example.com>\r\nRCPT TO:<all@example.com".to_owned(),
            name: String::new(),
            lang: Lang::En,
            subject: "s".to_owned(),
            body: "b".to_owned(),
        };
        assert!(matches!(message(&from, &mail), Err(NotSent::Refused(_))));
    }
}

//! Mail: what goes into a person's message box can go out by mail too.
//!
//! A mail is written in the transaction of the act that has something to say ([`outbox`]) and sent by a
//! job ([`job`]), so that it exists exactly when the act happened and nobody waits for a mail server. How
//! mails leave is the server's: without a [`Mailing`] none are written, and messages stay in the box and
//! the log.

pub mod job;
pub(crate) mod outbox;
pub mod upkeep;

use std::sync::Arc;

use async_trait::async_trait;
use hezong_texts::Lang;

/// Longest subject, in characters.
const SUBJECT_MAX: usize = 150;

/// A mail as a sender gets it. No header of it holds a line break or another control character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The same at every try, so that a mail that was sent twice can be told by its name.
    pub id: String,
    /// Address.
    pub to: String,
    /// The person's name, may be empty.
    pub name: String,
    /// Language of the text.
    pub lang: Lang,
    /// Subject.
    pub subject: String,
    /// Plain text, lines ended by `\n`.
    pub body: String,
}

/// Why a mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// This mail will never be taken.
    #[error("refused: {0}")]
    Refused(String),
    /// This mail was not taken now.
    #[error("not now: {0}")]
    Later(String),
    /// The mail server cannot be reached or does not let us in: no mail can be sent now.
    #[error("no mail server: {0}")]
    Away(String),
}

/// Sends mails.
#[async_trait]
pub trait MailSender: Send + Sync {
    /// Hands one mail to a mail server; done means that the server took it. Whoever takes more than a minute
    /// is not waited for.
    async fn send(&self, mail: &Mail) -> Result<(), NotSent>;
}

/// How mails leave this system.
#[derive(Clone)]
pub struct Mailing {
    pub(crate) sender: Arc<dyn MailSender>,
    pub(crate) origin: Arc<str>,
}

impl Mailing {
    /// Mails by `sender` with links to `origin`, e.g. `https://portal.example.com`.
    pub fn new(sender: Arc<dyn MailSender>, origin: &str) -> Self {
        Self { sender, origin: origin.trim_end_matches('/').into() }
    }
}

/// A text on one line: what becomes a header must not begin another one.
pub(crate) fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(SUBJECT_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_header_stays_on_its_line() {
        assert_eq!(one_line("Lin\r\nBcc: all@example.com"), "Lin Bcc: all@example.com");
        assert_eq!(one_line("a\u{2028}b\u{85}c\u{0}d\te"), "a b c d e");
        assert_eq!(one_line(&"x".repeat(1_000)).len(), super::SUBJECT_MAX);
    }
}
